"""Material for teaching, made of published results: teacher's pages, handouts, slides, a story for the wall."""
