"""The page "Visits": search, filters, the list, and the report of the selected visit beside it."""
