"""One pass, pure: who is next (`order`), whom a rule stops (`admit`), and what follows (`lane`, `decide`)."""
