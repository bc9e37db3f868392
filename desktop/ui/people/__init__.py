"""Who is signed in: the pages to sign in and to lock, and the people of this desk."""
