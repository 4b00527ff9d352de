"""The index (查): how provisions are found."""

from kb.home import count_on_one_thread

count_on_one_thread()  # before numpy is imported anywhere
