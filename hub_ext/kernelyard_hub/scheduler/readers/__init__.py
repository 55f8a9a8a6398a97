"""The snapshot of a pass, from the database (`reading`), and what is kept between passes (`picture`)."""
