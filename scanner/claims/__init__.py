"""What a checklist item claims: its kind, its subject, its question. Suggestions only: nothing here looks at code."""
