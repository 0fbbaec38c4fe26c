package dev.vireo.jobs.training;

import dev.vireo.algorithms.loss.policy.PolicyExample;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.CompletionAdvantage;
import dev.vireo.schemas.CompletionLogprobs;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.parquet.PolicyTokens;
import dev.vireo.store.parquet.TokenLists;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * An iteration's completions, a group a row: it stays together, so that its prompt is computed
 * once. The datasets share their chunks and the rows within.
 *
 * @param dataset the rollouts
 * @param logprobs under the reference policy; null where the loss does not ask for it, since no
 *     Optional travels
 * @param onPolicy whether old log-probabilities are the policy's own: each ratio is exactly 1
 * @param skipsZero whether a group without a signal has no gradient, so that its forward pass is
 *     skipped
 */
record RolloutExamples(
    DatasetHandle<Rollout> dataset,
    DatasetHandle<Advantages> advantages,
    DatasetHandle<Logprobs> logprobs,
    boolean onPolicy,
    boolean skipsZero)
    implements TrainingExamples<PolicyExample> {

  @Override
  public List<Bundle> index(int chunk) {
    List<Rollout> groups =
        dataset.read(
            chunk, "prompt_id", "prompt_token_ids", "completions.token_ids", PolicyTokens.MASK);
    List<Advantages> beside = advantages.read(chunk, "prompt_id", "filtered");
    return IntStream.range(0, groups.size())
        .mapToObj(row -> bundle(chunk, row, groups.get(row), beside.get(row)))
        .toList();
  }

  private Bundle bundle(int chunk, int row, Rollout group, Advantages beside) {
    List<Completion> completions = group.getCompletions();
    long tokens = completions.stream().mapToLong(PolicyTokens::count).sum();
    int longest = completions.stream().mapToInt(each -> each.getTokenIds().size()).max().orElse(0);
    boolean zero = beside.getFiltered() != null;
    return new Bundle(
        chunk,
        row,
        completions.size(),
        completions.size(),
        tokens,
        tokens,
        tokens,
        group.getPromptTokenIds().size() + longest,
        !(zero && skipsZero));
  }

  @Override
  public IntFunction<List<Example<PolicyExample>>> open(int chunk) {
    List<Rollout> groups =
        dataset.read(
            chunk,
            "prompt_id",
            "prompt_token_ids",
            "completions.token_ids",
            "completions.logprobs",
            PolicyTokens.MASK);
    List<Advantages> beside =
        advantages.read(
            chunk, "prompt_id", "completions.advantage", "completions.token_advantages");
    Optional<List<Logprobs>> reference =
        Optional.ofNullable(logprobs).map(handle -> handle.read(chunk));
    return row ->
        examples(groups.get(row), beside.get(row), reference.map(scored -> scored.get(row)));
  }

  /** An iteration's rows are read once or a few times, and large. */
  @Override
  public Optional<String> keptAs() {
    return Optional.empty();
  }

  private List<Example<PolicyExample>> examples(
      Rollout group, Advantages beside, Optional<Logprobs> reference) {
    int[] prompt = TokenLists.ints(group.getPromptTokenIds());
    List<Example<PolicyExample>> examples = new ArrayList<>();
    for (int sample = 0; sample < group.getCompletions().size(); sample++) {
      Completion completion = group.getCompletions().get(sample);
      Optional<CompletionLogprobs> scored =
          reference.isPresent()
              ? Optional.of(reference.get().getCompletions().get(sample))
              : Optional.empty();
      double[] sampled = TokenLists.doubles(completion.getLogprobs());
      PolicyExample example =
          PolicyExample.of(
              onPolicy ? Optional.empty() : Optional.of(sampled),
              scored.map(each -> TokenLists.doubles(each.getReferenceLogprobs())),
              advantages(beside.getCompletions().get(sample)));
      examples.add(
          Example.of(
              sampled.length == 0 ? example : example.sampledWith(sampled),
              new TokenSequence(
                  prompt,
                  TokenLists.ints(completion.getTokenIds()),
                  PolicyTokens.places(completion))));
    }
    return examples;
  }

  private static double[] advantages(CompletionAdvantage completion) {
    return completion.getTokenAdvantages() == null
        ? new double[] {completion.getAdvantage()}
        : completion.getTokenAdvantages().stream().mapToDouble(Double::doubleValue).toArray();
  }
}
