"""The agency's side: what the desks sent, in PostgreSQL. The only room that knows that database."""
