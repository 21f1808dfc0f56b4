"""The writing use cases: all that puts a file into an SMS, and nothing else does."""
