package dev.vireo.jobs.data.preferences;

import dev.vireo.jobs.data.prompts.PromptEncoder;
import dev.vireo.models.tokenizer.SequenceFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Makes tokens of exchanges. The prompt alone and each whole text are encoded apart, and the
 * completions begin where the prompt's tokens and those of any whole part: tokens that merge across
 * the border, and an end of the prompt that a template renders only while no completion is there,
 * belong to the completions. Used by one thread.
 */
final class ExchangeEncoder {
  private final PromptEncoder encoder;
  private final SequenceEnds ends;
  private final BoundaryTokens boundaries;

  ExchangeEncoder(PromptEncoder encoder, SequenceEnds ends, BoundaryTokens boundaries) {
    this.encoder = encoder;
    this.ends = ends;
    this.boundaries = boundaries;
  }

  /** Encodes; {@link ExchangeTokens#problem} says what cannot be used. */
  ExchangeTokens encode(Exchange exchange) {
    // ORPO's trainer renders a chat as text first, and tokenises as much of the prompt as is
    // shared.
    String text = ends == SequenceEnds.ALWAYS ? exchange.sharedPrompt() : exchange.prompt();
    int[] prompt = closed(opened(text, exchange.plain()), exchange.plain());
    List<int[]> wholes = new ArrayList<>();
    int shared = prompt.length;
    for (String each : exchange.wholes()) {
      int[] whole = opened(each, exchange.plain());
      if (exchange.plain() || ends == SequenceEnds.ALWAYS) {
        whole = SequenceFrame.ended(whole, boundaries.end());
      }
      whole = closed(whole, exchange.plain());
      int parting = Arrays.mismatch(prompt, whole);
      shared = Math.min(shared, parting < 0 ? prompt.length : parting);
      wholes.add(whole);
    }
    int from = shared;
    List<int[]> completions =
        wholes.stream().map(whole -> Arrays.copyOfRange(whole, from, whole.length)).toList();
    if (exchange.turns().isEmpty()) {
      return new ExchangeTokens(Arrays.copyOf(prompt, from), completions);
    }
    List<List<Boolean>> masks = new ArrayList<>();
    for (int side = 0; side < wholes.size(); side++) {
      masks.add(mask(exchange.turns().get(side), wholes.get(side), from));
    }
    return new ExchangeTokens(Arrays.copyOf(prompt, from), completions, masks);
  }

  /**
   * Which tokens the assistant wrote: those at which the whole parts from what is before a turn, up
   * to those at which it parts from what ends with it.
   *
   * @param from where the completion begins
   * @return null if it wrote all of them
   */
  private List<Boolean> mask(List<Exchange.Turn> turns, int[] whole, int from) {
    boolean[] written = new boolean[whole.length];
    for (Exchange.Turn turn : turns) {
      int begin = Math.max(from, common(turn.before(), whole));
      // What is put after the text ends the last turn.
      boolean last = turn.equals(turns.get(turns.size() - 1));
      int end = last ? whole.length : common(turn.through(), whole);
      Arrays.fill(written, Math.min(begin, end), end, true);
    }
    List<Boolean> mask = new ArrayList<>();
    for (int token = from; token < whole.length; token++) {
      mask.add(written[token]);
    }
    return mask.contains(false) ? mask : null;
  }

  /** How many tokens a chat's beginning shares with the whole. */
  private int common(String beginning, int[] whole) {
    int[] tokens = opened(beginning, false);
    int parting = Arrays.mismatch(tokens, whole);
    return parting < 0 ? tokens.length : parting;
  }

  private int[] opened(String text, boolean plain) {
    int[] tokens = encoder.encode(text);
    if (ends == SequenceEnds.TOKENIZER) {
      return plain ? encoder.frame().opened(tokens) : tokens;
    }
    Integer begin = boundaries.begin();
    boolean begun = begin == null || (tokens.length > 0 && tokens[0] == begin);
    return begun ? tokens : IntStream.concat(IntStream.of(begin), IntStream.of(tokens)).toArray();
  }

  private int[] closed(int[] tokens, boolean plain) {
    return plain && ends == SequenceEnds.TOKENIZER ? encoder.frame().closed(tokens) : tokens;
  }
}
