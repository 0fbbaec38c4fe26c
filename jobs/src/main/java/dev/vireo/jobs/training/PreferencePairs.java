package dev.vireo.jobs.training;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.loss.preference.PairExample;
import dev.vireo.algorithms.loss.preference.PairExample.ReferenceLogps;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.schemas.PreferenceLogprobs;
import dev.vireo.schemas.PreferencePair;
import dev.vireo.store.parquet.PolicyTokens;
import dev.vireo.store.parquet.TokenLists;
import dev.vireo.store.run.DatasetHandle;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Preference pairs, a row each: the chosen completion, then the rejected one.
 *
 * @param dataset the pairs
 * @param logprobs under the reference policy, in the same chunks and rows; null where the loss does
 *     not ask for it, since no Optional travels
 * @param scoresPrompt whether the loss asks for the log-probabilities of the prompt's tokens,
 *     before the chosen completion, too
 */
record PreferencePairs(
    DatasetHandle<PreferencePair> dataset,
    DatasetHandle<PreferenceLogprobs> logprobs,
    boolean scoresPrompt)
    implements TrainingExamples<PairExample> {

  @Override
  public List<Bundle> index(int chunk) {
    List<PreferencePair> rows =
        dataset.read(
            chunk,
            "prompt_token_ids",
            "chosen_token_ids",
            "rejected_token_ids",
            "chosen_mask",
            "rejected_mask");
    return IntStream.range(0, rows.size())
        .mapToObj(row -> bundle(chunk, row, rows.get(row)))
        .toList();
  }

  private Bundle bundle(int chunk, int row, PreferencePair pair) {
    int prompt = pair.getPromptTokenIds().size();
    int chosen = PolicyTokens.count(pair.getChosenTokenIds().size(), pair.getChosenMask());
    int rejected = PolicyTokens.count(pair.getRejectedTokenIds().size(), pair.getRejectedMask());
    int longest = Math.max(pair.getChosenTokenIds().size(), pair.getRejectedTokenIds().size());
    return new Bundle(
        chunk,
        row,
        1,
        2,
        (long) chosen + rejected,
        chosen,
        (long) chosen + start(prompt),
        prompt + longest,
        true);
  }

  /** Which output of the chosen row is its completion's first; nothing predicts the first token. */
  private int start(int promptTokens) {
    return scoresPrompt ? promptTokens - 1 : 0;
  }

  @Override
  public IntFunction<List<Example<PairExample>>> open(int chunk) {
    List<PreferencePair> rows =
        dataset.read(
            chunk,
            "pair_id",
            "prompt_token_ids",
            "chosen_token_ids",
            "rejected_token_ids",
            "chosen_mask",
            "rejected_mask");
    Optional<List<PreferenceLogprobs>> scored =
        Optional.ofNullable(logprobs).map(handle -> handle.read(chunk));
    return row -> List.of(example(rows.get(row), scored.map(scores -> scores.get(row))));
  }

  @Override
  public Optional<String> keptAs() {
    String reference = logprobs == null ? "no reference" : logprobs.contentHash();
    return Optional.of(String.join("/", dataset.contentHash(), reference, "" + scoresPrompt));
  }

  private Example<PairExample> example(PreferencePair pair, Optional<PreferenceLogprobs> scored) {
    scored.ifPresent(scores -> requireSame(pair.getPairId(), scores.getPairId()));
    int[] prompt = TokenLists.ints(pair.getPromptTokenIds());
    int[] chosen = TokenLists.ints(pair.getChosenTokenIds());
    int start = start(prompt.length);
    int given = prompt.length - start;
    int[] continued = Arrays.copyOfRange(prompt, given, prompt.length + chosen.length);
    System.arraycopy(chosen, 0, continued, start, chosen.length);
    int[] ofPrompt = IntStream.range(0, start).toArray();
    IntStream written =
        IntStream.of(PolicyTokens.places(chosen.length, pair.getChosenMask()))
            .map(place -> start + place);
    return Example.of(
        new PairExample(
            scored.map(
                scores ->
                    new ReferenceLogps(scores.getChosenLogprob(), scores.getRejectedLogprob())),
            start,
            0),
        new TokenSequence(
            Arrays.copyOf(prompt, given),
            continued,
            IntStream.concat(IntStream.of(ofPrompt), written).toArray()),
        new TokenSequence(
            prompt,
            TokenLists.ints(pair.getRejectedTokenIds()),
            PolicyTokens.places(pair.getRejectedTokenIds().size(), pair.getRejectedMask())));
  }

  /** Rows of two datasets that stand side by side. */
  static void requireSame(String id, String other) {
    if (!id.equals(other)) {
      throw new InputException(
          "The reference's log-probabilities are those of other examples: "
              + other
              + " stands where "
              + id
              + " should; compute them again");
    }
  }
}
