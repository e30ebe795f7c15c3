"""What results become: a folder, a page for people, what a notebook shows; and the generated pages
of docs/.
"""
