package dev.vireo.jobs.rollouts.refinement;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.TextTemplate;
import dev.vireo.jobs.runtime.settings.Require;
import java.io.Serializable;
import java.util.List;

/**
 * Iterative refinement: round after round the policy is given its own last answer to a prompt and
 * writes another one.
 *
 * @param rounds how often an answer is improved
 * @param chains answers of each prompt that are improved, each by itself; the first ones of
 *     rollouts.group-size
 * @param template what the policy reads, with {prompt}, {answer} and, where score is given, {score}
 *     in their places. Of prompts that are chats it is what the user says after the answer, so that
 *     it needs no {prompt}. Null asks to check the answer and improve it
 * @param score name of a reward whose value of the last answer the policy is told; null for none
 */
public record RefineSettings(int rounds, int chains, String template, String score)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  static final String PROMPT = "prompt";
  static final String ANSWER = "answer";
  static final String SCORE = "score";

  private static final String KEY = "study.refine.template";
  private static final String TOLD = " A judge gave it {score}.";
  private static final String ASKED = "The answer may be wrong.%s Check it, and improve it.";
  private static final String PLAIN = "{prompt}{answer}\n\n%s\n\n{prompt}";

  public RefineSettings {
    Require.atLeast("rounds", rounds, 1);
    Require.atLeast("chains", chains, 1);
    if (template != null && template.isBlank()) {
      throw new InputException("template is blank: write what the policy reads, or leave it out");
    }
  }

  /** Three rounds of four chains. */
  public static RefineSettings defaults() {
    return new RefineSettings(3, 4, null, null);
  }

  /**
   * The template, or the usual one.
   *
   * @param chat whether prompts are chats
   * @throws InputException if it lacks a place, or has one that it cannot have
   */
  public TextTemplate text(boolean chat) {
    TextTemplate text = TextTemplate.text(KEY, template == null ? usual(chat) : template);
    List<String> known = chat ? List.of(ANSWER, SCORE) : List.of(PROMPT, ANSWER, SCORE);
    for (String place : text.columns()) {
      if (chat && place.equals(PROMPT)) {
        throw new InputException(
            "%s has {prompt}, but prompts are chats, in which the policy has read it: take it out"
                .formatted(KEY));
      }
      if (!known.contains(place)) {
        throw new InputException(
            "%s has {%s}; its places are {%s}, and a brace is written {{"
                .formatted(KEY, place, String.join("}, {", known)));
      }
    }
    if (!chat) {
      require(text, PROMPT);
      require(text, ANSWER);
    }
    if (score != null) {
      require(text, SCORE);
    } else if (text.columns().contains(SCORE)) {
      throw new InputException(
          "%s has {score}, but study.refine.score names no reward: name one, or take {score} out"
              .formatted(KEY));
    }
    return text;
  }

  private static void require(TextTemplate text, String place) {
    if (!text.columns().contains(place)) {
      throw new InputException(
          "%s lacks {%s}: put it where the policy is to read the %s"
              .formatted(KEY, place, place.equals(ANSWER) ? "last answer" : place));
    }
  }

  private String usual(boolean chat) {
    String asked = ASKED.formatted(score == null ? "" : TOLD);
    return chat ? asked : PLAIN.formatted(asked);
  }
}
