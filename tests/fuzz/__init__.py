"""Generated hostile input at every address and every form, as everybody (`make fuzz`, docs/operations.md).

`runner` runs a check over generated cases, `hostile` is the input, `marked` the world whose secrets carry markers,
`asker` sends requests, `pages` and `filling` read and fill forms, `oracles` and `invariants` judge the answers.
"""
