"""The pages where the guard writes things down: notes, people, cars, times, requests for help, papers, numbers."""
