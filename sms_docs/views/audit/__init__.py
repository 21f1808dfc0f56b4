"""Internal audits: the programme that the data speak for, and checklists to go by."""
