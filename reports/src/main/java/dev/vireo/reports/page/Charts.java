package dev.vireo.reports.page;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Which metrics are drawn together, under which heading, and how to read them. */
final class Charts {

  private static final String REWARD = "Reward";
  private static final String POLICY = "Policy";
  private static final String COMPLETIONS = "Completions";
  private static final String ADJUSTMENT = "Adjustment";
  private static final String SIGNAL = "Signal";
  private static final String OPTIMIZATION = "Optimization";
  private static final String SPEED = "Throughput";
  private static final String OTHER = "Other";

  /** In the order of the page. */
  private static final List<String> GROUPS =
      List.of(REWARD, SIGNAL, ADJUSTMENT, POLICY, COMPLETIONS, OPTIMIZATION, SPEED, OTHER);

  /** Metrics whose names match go into the first chart that takes them. */
  private record Kind(String group, String title, Pattern metrics, String note) {}

  private static final List<Kind> KINDS =
      List.of(
          kind(REWARD, "Reward", "reward", "Mean of the weighted sum of the rewards."),
          kind(
              REWARD,
              "Reward functions, mean",
              "rewards/(?!chosen$|rejected$|accuracies$|margins$).*(?<!/std)",
              "Each function's own value, before weights."),
          kind(
              REWARD,
              "Implicit rewards",
              "rewards/(chosen|rejected|margins)",
              "Of chosen and rejected completions, and the margin between them."),
          kind(
              REWARD,
              "Preferences in the right order",
              "rewards/accuracies",
              "Share of pairs whose chosen completion has the greater implicit reward."),
          kind(
              REWARD,
              "Spread of rewards in a group",
              "reward_std",
              "Mean standard deviation. Where it is 0 a group says nothing."),
          kind(REWARD, "Spread of reward functions", "rewards/.*/std", "Over all completions."),
          kind(
              REWARD,
              "Reward model on held-out pairs",
              "reward_model/accuracy(_before)?",
              "Share of pairs of the policy's own completions in the right order, before and after"
                  + " the model is trained further."),
          kind(REWARD, "Pairs for the reward model", "reward_model/pairs", ""),
          kind(
              REWARD,
              "Groups without a signal",
              "frac_reward_zero_std",
              "Share of groups whose completions all have the same reward."),
          kind(
              ADJUSTMENT,
              "Reward variance before and after",
              "reward_variance/.*",
              "Mean variance within a group: of the rewards, and of the adjusted rewards."),
          kind(
              ADJUSTMENT,
              "Top share",
              "adjustment/top_share",
              "Share of a group that receives the upper end of the range."),
          kind(
              ADJUSTMENT,
              "Ties, and rewards at the ends",
              "adjustment/(tie|ternary)_share",
              "Share of completions whose reward equals another's, and of those whose adjusted"
                  + " reward is one of the two ends of the range."),
          kind(
              ADJUSTMENT,
              "Greatest weight",
              "adjustment/max_weight",
              "The share of a group's mean that one completion has."),
          kind(ADJUSTMENT, "", "adjustment/.*", ""),
          kind(
              POLICY,
              "KL divergence from the reference",
              "kl",
              "Mean per token, in nats. Only where the objective or a weight needs it."),
          kind(
              POLICY,
              "Entropy",
              "entropy",
              "Mean per token, in nats. Towards 0 completions become alike."),
          kind(
              POLICY,
              "Clipped tokens",
              "clip_ratio/.*|cispo_clip_ratio",
              "Share of tokens whose probability ratio the objective clips."),
          kind(
              POLICY,
              "Log-probabilities",
              "logps/.*",
              "Sum over a completion, in nats: of chosen and of rejected ones."),
          kind(POLICY, "Logits", "logits/.*", "Means over the tokens of a completion."),
          kind(
              POLICY,
              "Log-probabilities of sampling and training",
              "(sampling/sampling_)?logp_difference/.*",
              "Their absolute difference, in nats per token."),
          kind(
              COMPLETIONS, "Length", "completions/(mean|min|max)_length", "Tokens per completion."),
          kind(
              COMPLETIONS,
              "Truncated",
              "completions/clipped_ratio",
              "Share of completions that were as long as they may be."),
          kind(
              SIGNAL,
              "Near ties",
              "signals/near_tie_share",
              "Share of groups whose rewards hardly differ while advantages are of full size."),
          kind(
              SIGNAL,
              "Repeated completions",
              "signals/duplicate_share",
              "Share of completions that repeat another one of their group."),
          kind(
              SIGNAL,
              "Reward and length",
              "signals/reward_length_correlation",
              "Their correlation within a group."),
          kind(
              SIGNAL,
              "Completions without a reward",
              "signals/no_reward_share",
              "Share of completions to which no function gave a value."),
          kind(
              SIGNAL,
              "Target reward",
              "signals/target_reward",
              "Mean of the reward that evaluations go by, over the sampled completions."),
          kind(SIGNAL, "", "signals/.*", ""),
          kind(
              OPTIMIZATION,
              "Loss",
              "loss",
              "The objective that is minimized. In reinforcement learning its level says little."),
          kind(
              OPTIMIZATION,
              "Norm of the gradient",
              "grad_norm",
              "Before clipping to update.optimizer.max-grad-norm."),
          kind(OPTIMIZATION, "Learning rate", "learning_rate", ""),
          kind(
              OPTIMIZATION,
              "Token accuracy",
              "mean_token_accuracy",
              "Share of tokens that the policy finds likeliest."),
          kind(SPEED, "Tokens per second", "throughput/.*", "Sampled, and trained on."),
          kind(
              SPEED,
              "Seconds of an iteration",
              "time/iteration",
              "From its first stage to its metrics."),
          kind(SPEED, "Seconds of a stage", "time/.*", ""),
          kind(SPEED, "Seconds of an optimizer step", "step_time", ""),
          kind(
              SPEED,
              "Tokens of a step",
              "(num|trained)_tokens",
              "Sampled or read, and those that count in the loss."));

  private Charts() {}

  private static Kind kind(String group, String title, String metrics, String note) {
    return new Kind(group, title, Pattern.compile(metrics), note);
  }

  /** The charts of some metrics, each metric in exactly one. */
  static List<Chart> of(Collection<String> metrics) {
    TreeSet<String> left = new TreeSet<>(metrics);
    List<Chart> charts = new ArrayList<>();
    for (Kind kind : KINDS) {
      List<String> taken =
          left.stream().filter(name -> kind.metrics().matcher(name).matches()).toList();
      left.removeAll(taken);
      if (kind.title().isEmpty()) {
        taken.forEach(name -> charts.add(single(kind.group(), name)));
      } else if (!taken.isEmpty()) {
        charts.add(new Chart(kind.group(), kind.title(), kind.note(), inOrder(taken)));
      }
    }
    left.forEach(name -> charts.add(single(OTHER, name)));
    charts.sort(Comparator.comparingInt(chart -> GROUPS.indexOf(chart.group())));
    return List.copyOf(charts);
  }

  private static Chart single(String group, String metric) {
    return new Chart(group, metric, "", List.of(metric));
  }

  /** By name, but "before" comes before "after". */
  private static List<String> inOrder(List<String> metrics) {
    return metrics.stream()
        .sorted(Comparator.comparing((String name) -> name.endsWith("/after")))
        .toList();
  }
}
