package dev.vireo.jobs.scores.preferences;

import dev.vireo.jobs.scoring.Scores;
import dev.vireo.models.scoring.TokenSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Sums of log-probabilities of many completions, a bounded number of tokens at a time. The two
 * completions of a prompt are scored in one pass, in which the local engine computes the prompt
 * once. What goes into a pass depends on the order of what is added alone. Used by one thread.
 */
final class CompletionScores {
  /** Tokens of a pass, padding included; a pair of more is a pass by itself. */
  private static final long TOKENS = 8192;

  private final Scores reference;
  private final List<List<TokenSequence>> passes = new ArrayList<>();
  private List<TokenSequence> waiting = new ArrayList<>();
  private long longest;
  private long tokens;

  CompletionScores(Scores reference) {
    this.reference = reference;
  }

  /** Pairs of a pass whose sequences have so many tokens. */
  static int pairs(int tokens) {
    return (int) Math.max(1, TOKENS / (2L * tokens));
  }

  /** Adds two completions of one prompt. */
  void add(TokenSequence first, TokenSequence second) {
    long length = Math.max(first.length(), second.length());
    if (!waiting.isEmpty() && (waiting.size() + 2) * Math.max(longest, length) > TOKENS) {
      endPass();
    }
    waiting.add(first);
    waiting.add(second);
    longest = Math.max(longest, length);
    tokens += first.completionTokenIds().length + (long) second.completionTokenIds().length;
  }

  /** The sums of all completions, in the order in which they were added. */
  double[] finish() {
    if (!waiting.isEmpty()) {
      endPass();
    }
    return reference.logprobs(passes, 1).stream()
        .flatMap(Arrays::stream)
        .mapToDouble(each -> Arrays.stream(each).sum())
        .toArray();
  }

  /** Numbers for the stage's totals. */
  Map<String, Double> totals() {
    return Map.of("tokens", (double) tokens);
  }

  private void endPass() {
    passes.add(waiting);
    waiting = new ArrayList<>();
    longest = 0;
  }
}
