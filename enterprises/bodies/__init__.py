"""Testing bodies: who they are, what they test, how long they are accredited."""
