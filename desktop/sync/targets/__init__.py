"""The places that bundles and receipts go to, one file for each sort of place."""
