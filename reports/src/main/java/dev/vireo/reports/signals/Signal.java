package dev.vireo.reports.signals;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A way in which a learning signal goes bad; each knows its measure, its cause and its cure. */
enum Signal {
  NOT_A_NUMBER(
      "an overflow in the loss, or broken parameters; what follows from it is worthless",
      "lower update.optimizer.learning-rate, continue from a checkpoint before it (--redo"
          + " update-policy --iteration N)") {
    @Override
    Optional<String> message(Iterations run) {
      return Stream.of("loss", "grad_norm", "kl", "entropy")
          .filter(name -> run.now(name).filter(value -> !Double.isFinite(value)).isPresent())
          .findFirst()
          .map(name -> name + " is not a number");
    }
  },

  MISSING_REWARDS(
      "a reward function gave NaN: it could not read the completion, or a judge did not answer",
      "look at them with 'vireo show RUN --iteration N', and let the function return a value for"
          + " bad answers") {
    @Override
    Optional<String> message(Iterations run) {
      return above(run, "signals/no_reward_share", 0.05, "%s of the completions have no reward");
    }
  },

  NO_SIGNAL(
      "the prompts are too easy or too hard for the policy, or the reward is too coarse",
      "add a graded reward, choose prompts that are sometimes answered, or raise"
          + " rollouts.group-size or rollouts.temperature") {
    @Override
    Optional<String> message(Iterations run) {
      return above(
          run, "frac_reward_zero_std", 0.8, "in %s of the groups all rewards are the same");
    }
  },

  NEAR_TIES(
      "rewards that differ by next to nothing are divided by their tiny standard deviation, or"
          + " spread over the whole range: noise becomes an advantage of full size",
      "set adjustment.tie-tolerance to the reward's noise, or advantage.scale to batch or none") {
    @Override
    Optional<String> message(Iterations run) {
      return above(
          run,
          "signals/near_tie_share",
          0.1,
          "in %s of the groups rewards hardly differ, and advantages are of full size");
    }
  },

  TOP_SHARE(
      "variance increase raises most completions of a group to the upper end of its range, so that"
          + " near misses are paid like the best",
      "set adjustment.range to {top-share: 0.25}, or adjustment.rule to {type:"
          + " bounded-misalignment, floor: 0.95}") {
    @Override
    Optional<String> message(Iterations run) {
      // Of rewards that are not spread, or by thresholds, the share says where their mean is.
      boolean spread =
          run.now("reward_variance/before")
              .flatMap(
                  before -> run.now("reward_variance/after").map(after -> after > 1.05 * before))
              .orElse(false);
      boolean ends = run.now("adjustment/ternary_share").filter(share -> share >= 0.75).isPresent();
      return spread && ends
          ? above(
              run,
              "adjustment/top_share",
              0.5,
              "variance increase gives %s of a group the upper end of its range")
          : Optional.empty();
    }
  },

  ONE_WEIGHT(
      "adjustment.weights: reference gives nearly all of a group's weight to one completion that"
          + " the reference policy finds far likelier than the others",
      "set adjustment.weights to length-normalised or uniform") {
    @Override
    Optional<String> message(Iterations run) {
      return above(
          run, "adjustment/max_weight", 0.9, "one completion has %s of its group's weight");
    }
  },

  TRUNCATION(
      "completions reach rollouts.max-new-tokens before they end, and their rewards judge half an"
          + " answer",
      "raise rollouts.max-new-tokens, or see whether rollouts.stop names the token or text that"
          + " ends an answer") {
    @Override
    Optional<String> message(Iterations run) {
      return above(run, "completions/clipped_ratio", 0.25, "%s of the completions are truncated");
    }
  },

  DUPLICATES(
      "the policy has become so certain that a group says little more than one completion",
      "raise rollouts.temperature or update.objective.beta, or stop here: there may be nothing left"
          + " to learn") {
    @Override
    Optional<String> message(Iterations run) {
      return above(
          run,
          "signals/duplicate_share",
          0.8,
          "%s of the completions repeat another one of their group");
    }
  },

  ENTROPY_COLLAPSE(
      "the policy has stopped exploring; it repeats what was rewarded",
      "lower update.optimizer.learning-rate, raise update.objective.beta or epsilon-high, or train"
          + " for fewer iterations") {
    @Override
    Optional<String> message(Iterations run) {
      return run.first("entropy")
          .flatMap(
              first ->
                  run.last("entropy")
                      .filter(last -> last < 0.1 * first)
                      .map(
                          last ->
                              String.format(
                                  Locale.ROOT, "the entropy fell from %.3f to %.3f", first, last)));
    }
  },

  KL_WITHOUT_REWARD(
      "the policy moves away from the reference without being rewarded for it",
      "lower update.optimizer.learning-rate, raise update.objective.beta, or stop at the best"
          + " checkpoint") {
    @Override
    Optional<String> message(Iterations run) {
      return risesWithoutReward(run, "kl", 0.01);
    }
  },

  ENTROPY_WITHOUT_REWARD(
      "the policy becomes less certain without being rewarded for it: advantages push it apart more"
          + " than they tell it what is better",
      "lower update.optimizer.learning-rate or adjustment.strength, set adjustment.rule to {type:"
          + " bounded-misalignment, floor: 0.95}, or stop at the best checkpoint") {
    @Override
    Optional<String> message(Iterations run) {
      return risesWithoutReward(run, "entropy", 0.1);
    }
  },

  REWARD_WITHOUT_TARGET(
      "the policy has found out how to be rewarded without doing what is wanted",
      "stop at the best checkpoint, train the reward model further on the policy's own completions"
          + " (iterative), raise update.objective.beta, or set adjustment.rule to {type: calibrated,"
          + " target: NAME}") {
    @Override
    Optional<String> message(Iterations run) {
      if (run.first(TARGET).isEmpty() || run.last(TARGET).isEmpty()) {
        return Optional.empty();
      }
      double first = run.first(TARGET).get();
      double last = run.last(TARGET).get();
      boolean rewarded =
          run.first("reward")
              .flatMap(before -> run.last("reward").map(after -> after > before))
              .orElse(false);
      return rewarded && last < first - 0.1 * Math.abs(first)
          ? Optional.of(
              String.format(
                  Locale.ROOT,
                  "the reward rose from %.3f to %.3f, but the target reward fell from %.3f to %.3f",
                  run.first("reward").orElseThrow(),
                  run.last("reward").orElseThrow(),
                  first,
                  last))
          : Optional.empty();
    }
  },

  REWARD_BY_LENGTH(
      "the reward pays for length, whatever the answer",
      "look at the best completions with 'vireo show RUN --iteration N --sort reward', penalise"
          + " length, or mend the reward") {
    @Override
    Optional<String> message(Iterations run) {
      boolean longer =
          run.first("completions/mean_length")
              .flatMap(
                  first -> run.last("completions/mean_length").map(last -> last > 1.25 * first))
              .orElse(false);
      return run.last("signals/reward_length_correlation")
          .filter(correlation -> longer && correlation > 0.4)
          .map(
              correlation ->
                  String.format(
                      Locale.ROOT,
                      "completions became longer, %.0f tokens instead of %.0f, and within a group"
                          + " reward and length correlate by %.2f",
                      run.last("completions/mean_length").orElseThrow(),
                      run.first("completions/mean_length").orElseThrow(),
                      correlation));
    }
  },

  SAMPLER_DRIFT(
      "sampling and training compute with different kernels, precision or weights; ratios of a"
          + " policy to itself are not 1",
      "with a server, set rollouts.server.logprobs to rescore, and see that it serves the latest"
          + " checkpoint; otherwise compare the devices") {
    @Override
    Optional<String> message(Iterations run) {
      return run.now("sampling/sampling_logp_difference/mean")
          .filter(difference -> difference > 0.02)
          .map(
              difference ->
                  String.format(
                      Locale.ROOT,
                      "log-probabilities of the sampler and of training differ by %.3f a token",
                      difference));
    }
  };

  /** The mean of the reward that is wanted, where it is not the one that is trained on. */
  private static final String TARGET = "signals/target_reward";

  private final String cause;
  private final String cure;

  Signal(String cause, String cure) {
    this.cause = cause;
    this.cure = cure;
  }

  /** What is wrong in the last of some iterations; empty if nothing is. */
  abstract Optional<String> message(Iterations run);

  /** The finding of the last of some iterations, whose number is given. */
  Optional<Finding> find(int iteration, Iterations run) {
    String named = name().toLowerCase(Locale.ROOT).replace('_', '-');
    return message(run).map(message -> new Finding(named, iteration, message, cause, cure));
  }

  /**
   * Half as much again as just before, and at least so much, while what is wanted is not higher.
   */
  private static Optional<String> risesWithoutReward(Iterations run, String metric, double least) {
    boolean risen =
        run.before(metric)
            .flatMap(before -> run.last(metric).map(last -> last > least && last > 1.5 * before))
            .orElse(false);
    String goal = run.now(TARGET).isPresent() ? TARGET : "reward";
    boolean rewarded =
        run.before(goal).flatMap(before -> run.last(goal).map(last -> last > before)).orElse(true);
    return risen && !rewarded
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "the %s rose from %.3f to %.3f while the %s did not rise",
                metric,
                run.before(metric).orElseThrow(),
                run.last(metric).orElseThrow(),
                goal.equals(TARGET) ? "target reward" : "reward"))
        : Optional.empty();
  }

  private static Optional<String> above(
      Iterations run, String metric, double threshold, String message) {
    return run.now(metric)
        .filter(value -> value >= threshold)
        .map(value -> message.formatted(String.format(Locale.ROOT, "%.0f%%", 100 * value)));
  }
}
