"""Rewards computed by PySpark from an iteration's rollouts, as a judge of your own would.

    spark-submit judge.py RUN ITERATION OUT

writes a row a completion: prompt_id, sample_index, reward. `vireo publish rewards` takes it.
"""

import sys

from pyspark.sql import SparkSession, functions as F

run, iteration, out = sys.argv[1], int(sys.argv[2]), sys.argv[3]
spark = SparkSession.builder.appName("judge").getOrCreate()
rollouts = spark.read.parquet(f"{run}/rollouts/iteration={iteration}")
completions = rollouts.select("prompt_id", "prompt", "answer", F.explode("completions").alias("c"))
# Here a longer completion is worth more, up to four characters.
reward = F.least(F.lit(1.0), F.length("c.text") / F.lit(4.0))
completions.select("prompt_id", "c.sample_index", reward.alias("reward")).write.mode("overwrite").parquet(out)
spark.stop()
