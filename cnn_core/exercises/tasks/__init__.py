"""What exercises draw and how they are answered: a module a lesson, a function a task.

A task takes a `Draw` and the ranges of the exercise's file, and gives a `Solved`, or None where what was
drawn makes no good exercise. The answer comes from the core, the wrong answers from the rules beside this
folder.
"""
