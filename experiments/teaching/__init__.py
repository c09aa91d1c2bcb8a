"""Material for teaching, made of published results: pages for teachers, handouts, slides, a wall."""
