"""What is written in the invented council: plain sentences, put together by each family's story."""
