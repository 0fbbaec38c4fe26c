package dev.vireo.jobs.evaluation;

import dev.vireo.schemas.EvaluatedCompletion;
import dev.vireo.schemas.Evaluation;
import dev.vireo.schemas.FinishReason;
import java.util.List;
import java.util.Map;

/** Completions as suites' stages have them. */
final class SuiteRows {

  private SuiteRows() {}

  static Evaluation group(String prompt, EvaluatedCompletion... completions) {
    return Evaluation.newBuilder()
        .setStep(0)
        .setPromptId(prompt)
        .setPrompt("question " + prompt)
        .setAnswer(null)
        .setCompletions(List.of(completions))
        .build();
  }

  static EvaluatedCompletion completion(String text, int tokens, Map<String, Double> values) {
    return EvaluatedCompletion.newBuilder()
        .setSampleIndex(0)
        .setText(text)
        .setTokens(tokens)
        .setFinishReason(FinishReason.stop)
        .setReward(values.values().iterator().next())
        .setValues(values)
        .build();
  }
}
