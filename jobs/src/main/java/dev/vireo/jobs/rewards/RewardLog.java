package dev.vireo.jobs.rewards;

/**
 * Takes what a reward function says besides rewards: further values of completions, which are
 * stored with the rewards and shown with them, and metrics of the iteration. They decide nothing.
 * As in TRL, where these are {@code log_extra} and {@code log_metric}.
 */
public interface RewardLog {
  /** Takes nothing. */
  RewardLog NONE =
      new RewardLog() {
        @Override
        public void number(int completion, String name, double value) {}

        @Override
        public void text(int completion, String name, String value) {}

        @Override
        public void metric(String name, double value) {}
      };

  /**
   * A number of a completion.
   *
   * @param completion its place among the inputs of the call, from 0
   * @param name what the value is called; the name must not be used by another reward, or for a
   *     text
   */
  void number(int completion, String name, double value);

  /** A short text of a completion; what is longer than 1000 characters is cut. */
  void text(int completion, String name, String value);

  /**
   * A number of the whole call. The mean over an iteration's calls is a metric of that iteration;
   * NaN and infinities are left out.
   */
  void metric(String name, double value);
}
