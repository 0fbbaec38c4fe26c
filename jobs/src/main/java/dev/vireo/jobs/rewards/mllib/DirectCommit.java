package dev.vireo.jobs.rewards.mllib;

import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.OutputCommitter;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.spark.internal.io.HadoopMapReduceCommitProtocol;

/**
 * Lets a Spark job write its files where they belong, without the renames at the end of each task
 * and of the job: for object stores, where a file is there once it is whole. What a failed job
 * leaves has to be told from what is finished by somebody else. Spark makes one by its name.
 */
public final class DirectCommit extends HadoopMapReduceCommitProtocol {
  private static final long serialVersionUID = 1L;

  /** As Spark calls it. */
  public DirectCommit(String job, String path, boolean replacesPartitions) {
    super(job, path, replacesPartitions);
  }

  @Override
  public OutputCommitter setupCommitter(TaskAttemptContext context) {
    return new NothingToMove();
  }

  /** Spark's own would write below {@code _temporary}. */
  private static final class NothingToMove extends OutputCommitter {
    @Override
    public void setupJob(JobContext job) {}

    @Override
    public void setupTask(TaskAttemptContext task) {}

    @Override
    public boolean needsTaskCommit(TaskAttemptContext task) {
      return false;
    }

    @Override
    public void commitTask(TaskAttemptContext task) {}

    @Override
    public void abortTask(TaskAttemptContext task) {}
  }
}
