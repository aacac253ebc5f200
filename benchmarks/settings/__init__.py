"""Settings of the programs that are measured: the product, the bare floor, the stock Django admin."""
