package dev.vireo.jobs.rewards.continuations;

import dev.vireo.algorithms.text.TextStep;
import dev.vireo.jobs.policy.TokenTexts;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.rewards.stage.RewardScorer;
import dev.vireo.jobs.rewards.stage.ScoredCompletion;
import dev.vireo.jobs.rewards.stage.StepEnds;
import dev.vireo.jobs.rollouts.PromptSampler;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.FinishReason;
import dev.vireo.schemas.Prompt;
import dev.vireo.schemas.Rollout;
import dev.vireo.schemas.Split;
import dev.vireo.schemas.StepLabels;
import dev.vireo.store.parquet.TokenLists;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Labels the steps of groups; it travels with tasks.
 *
 * @param sampler continues; its randomness depends on iteration, prompt, sample and step, by the
 *     names that prefixes get
 * @param texts of the sampler's tokens
 * @param contextLength the policy's longest sequence
 * @param scorer tells what a completion is worth
 * @param separator what ends a step
 * @param threshold from which reward on a completion is right
 */
record StepLabeller(
    PromptSampler sampler,
    TokenTexts texts,
    int contextLength,
    RewardScorer scorer,
    String separator,
    double threshold)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * A completion up to the end of a step.
   *
   * @param completion place of the completion in the group
   * @param tokens of the completion up to there
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record Prefix(int completion, int[] tokens) {}

  /**
   * The labels of a group's completions.
   *
   * @param most how many of them, from the first; 0 for all
   * @param totals are added to
   */
  List<StepLabels> label(Rollout group, int most, Map<String, Double> totals) {
    texts.requireReads(group);
    List<Completion> all = group.getCompletions();
    List<Completion> completions = most == 0 || most > all.size() ? all : all.subList(0, most);
    List<List<TextStep>> steps =
        completions.stream().map(each -> TextStep.said(each.getText(), separator)).toList();
    List<Prefix> prefixes = new ArrayList<>();
    for (int i = 0; i < completions.size(); i++) {
      prefixes.addAll(prefixes(group, i, steps.get(i)));
    }
    double[] shares = shares(group, prefixes, totals);
    boolean[] right = right(group, completions);
    List<StepLabels> rows = new ArrayList<>();
    for (int i = 0; i < completions.size(); i++) {
      int completion = i;
      double[] soft =
          IntStream.range(0, shares.length)
              .filter(at -> prefixes.get(at).completion() == completion)
              .mapToDouble(at -> shares[at])
              .toArray();
      rows.addAll(row(group, completions.get(i), steps.get(i), soft, right[i]).stream().toList());
    }
    count(rows, completions.size(), totals);
    return rows;
  }

  private Optional<StepLabels> row(
      Rollout group,
      Completion completion,
      List<TextStep> steps,
      double[] continued,
      boolean right) {
    List<String> said = new ArrayList<>();
    List<Boolean> hard = new ArrayList<>();
    List<Double> soft = new ArrayList<>();
    for (int step = 0; step < steps.size(); step++) {
      boolean last = step == steps.size() - 1;
      if (!last && step >= continued.length) {
        break;
      }
      double share = last ? (right ? 1 : 0) : continued[step];
      said.add(steps.get(step).text());
      soft.add(share);
      hard.add(share > 0);
    }
    return said.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new StepLabels(
                "%d/%s/%d"
                    .formatted(
                        group.getIteration(), group.getPromptId(), completion.getSampleIndex()),
                group.getPrompt(),
                said,
                hard,
                soft));
  }

  /** Up to the end of each step but the last, as far as there is room for a continuation. */
  private List<Prefix> prefixes(Rollout group, int completion, List<TextStep> steps) {
    int[] tokens = TokenLists.ints(group.getCompletions().get(completion).getTokenIds());
    int room = contextLength - group.getPromptTokenIds().size();
    StepEnds ends = new StepEnds(texts);
    List<Prefix> prefixes = new ArrayList<>();
    int from = 0;
    for (TextStep step : steps.subList(0, Math.max(0, steps.size() - 1))) {
      from = ends.lastToken(tokens, from, step.end());
      if (from + 1 >= room) {
        break;
      }
      prefixes.add(new Prefix(completion, Arrays.copyOf(tokens, from + 1)));
    }
    return prefixes;
  }

  /** Of each prefix the share of continuations that are right. */
  private double[] shares(Rollout group, List<Prefix> prefixes, Map<String, Double> totals) {
    List<Prompt> prompts = new ArrayList<>();
    for (int i = 0; i < prefixes.size(); i++) {
      prompts.add(prompt(group, prefixes.get(i), i));
    }
    double[] shares = new double[prefixes.size()];
    int batch = sampler.settings().chunkGroups();
    for (int from = 0; from < shares.length; from += batch) {
      int to = Math.min(shares.length, from + batch);
      List<List<Completion>> sampled = sampler.sample(prompts.subList(from, to));
      List<List<RewardInput>> inputs = new ArrayList<>();
      for (int i = from; i < to; i++) {
        Prefix prefix = prefixes.get(i);
        List<Completion> continuations = sampled.get(i - from);
        inputs.add(continuations.stream().map(each -> input(group, prefix, each)).toList());
        totals.merge("continuations", (double) continuations.size(), Double::sum);
        totals.merge(
            "tokens",
            continuations.stream().mapToDouble(each -> each.getTokenIds().size()).sum(),
            Double::sum);
      }
      List<List<ScoredCompletion>> scored = scorer.scoreGroups(inputs);
      for (int i = from; i < to; i++) {
        List<ScoredCompletion> of = scored.get(i - from);
        shares[i] = (double) of.stream().filter(this::isRight).count() / of.size();
      }
    }
    return shares;
  }

  private boolean[] right(Rollout group, List<Completion> completions) {
    Prefix none = new Prefix(0, new int[0]);
    List<ScoredCompletion> scored =
        scorer.score(completions.stream().map(each -> input(group, none, each)).toList());
    boolean[] right = new boolean[scored.size()];
    for (int i = 0; i < right.length; i++) {
      right[i] = isRight(scored.get(i));
    }
    return right;
  }

  /** No reward is not right. */
  private boolean isRight(ScoredCompletion scored) {
    return scored.reward() >= threshold;
  }

  private Prompt prompt(Rollout group, Prefix prefix, int place) {
    List<Integer> tokens = new ArrayList<>(group.getPromptTokenIds());
    tokens.addAll(TokenLists.list(prefix.tokens()));
    return Prompt.newBuilder()
        .setPromptId("%d/%s/%d".formatted(group.getIteration(), group.getPromptId(), place))
        .setSplit(Split.train)
        .setPrompt("")
        .setTokenIds(tokens)
        .build();
  }

  private RewardInput input(Rollout group, Prefix prefix, Completion continuation) {
    List<Integer> tokens = new ArrayList<>(TokenLists.list(prefix.tokens()));
    tokens.addAll(continuation.getTokenIds());
    return new RewardInput(
        group.getPromptId(),
        group.getPrompt(),
        Optional.ofNullable(group.getAnswer()),
        group.getAttributes() == null ? Map.of() : group.getAttributes(),
        texts.decode(TokenLists.ints(tokens)),
        tokens.size(),
        continuation.getFinishReason() == FinishReason.stop,
        tokens);
  }

  private static void count(List<StepLabels> rows, int completions, Map<String, Double> totals) {
    totals.merge("completions", (double) rows.size(), Double::sum);
    totals.merge("dropped/no_steps", (double) (completions - rows.size()), Double::sum);
    for (StepLabels row : rows) {
      totals.merge("steps", (double) row.getLabels().size(), Double::sum);
      for (int step = 0; step < row.getLabels().size(); step++) {
        totals.merge("soft", row.getSoftLabels().get(step), Double::sum);
        totals.merge("hard", row.getLabels().get(step) ? 1.0 : 0.0, Double::sum);
      }
    }
  }
}
