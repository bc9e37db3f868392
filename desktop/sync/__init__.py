"""How records leave a desk and what comes back: bundles, receipts, and the places they go to."""
