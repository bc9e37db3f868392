"""Sample drawings of papers: one beside a question, or two side by side on a page of their own (row G5)."""
