"""The only reader of disk and git: bytes become values, and what is wrong becomes a finding."""
