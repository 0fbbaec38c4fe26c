package dev.vireo.jobs.rewards.stage;

import dev.vireo.jobs.policy.TokenTexts;
import dev.vireo.jobs.rewards.StepReward;
import dev.vireo.store.parquet.TokenLists;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where the steps of a completion end among its tokens. Functions see texts, a policy is trained on
 * tokens: a step ends at the first token with which the text is as long as the step's end, and a
 * step that ends with the text at the last token, end-of-sequence included.
 *
 * @param texts of the tokenizer that the completions are from
 */
public record StepEnds(TokenTexts texts) implements Serializable {

  /**
   * The steps as rows hold them; those that end at one token are one.
   *
   * @param steps their ends rising
   * @param tokens of the completion; without any there are no steps
   */
  List<dev.vireo.schemas.StepReward> of(List<StepReward> steps, String text, List<Integer> tokens) {
    if (tokens.isEmpty()) {
      return List.of();
    }
    List<dev.vireo.schemas.StepReward> rows = new ArrayList<>(steps.size());
    int[] ids = TokenLists.ints(tokens);
    int from = 0;
    for (StepReward step : steps) {
      int end = step.end() >= text.length() ? ids.length - 1 : lastToken(ids, from, step.end());
      int before = rows.size() - 1;
      if (before >= 0 && rows.get(before).getEndToken() == end) {
        rows.set(before, row(end, StepReward.sum(rows.get(before).getReward(), step.reward())));
      } else {
        rows.add(row(end, step.reward()));
      }
      from = end;
    }
    return rows;
  }

  /** The first token, from one on, up to which the text has so many chars. */
  public int lastToken(int[] ids, int from, int chars) {
    int low = from;
    int high = ids.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (texts.decode(Arrays.copyOf(ids, middle + 1)).length() >= chars) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private static dev.vireo.schemas.StepReward row(int end, double reward) {
    return new dev.vireo.schemas.StepReward(end, reward);
  }
}
