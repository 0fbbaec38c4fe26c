package dev.vireo.models.sampling;

import ai.djl.ndarray.NDArray;
import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.sampling.SamplingKey;
import dev.vireo.algorithms.sampling.TokenSampler;
import dev.vireo.models.decoder.Decoder;
import dev.vireo.models.decoder.DecoderWeights;
import dev.vireo.models.decoder.KeyValueCache;
import dev.vireo.models.engine.Model;
import dev.vireo.models.torch.Autograd;
import dev.vireo.models.torch.NativeArrays;
import dev.vireo.models.torch.NativeScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Draws completions. Each prompt is read once; its completions then grow together, token by token,
 * over one cache. One uniform number per (seed, iteration, prompt, sample, position) picks each
 * token by inverse distribution, so neither the order of the prompts nor how they are spread over
 * calls changes what is drawn, short of rounding at a boundary.
 *
 * <p>For one thread at a time, like its model.
 */
public final class Sampler {
  /** Logits that exist at once: 16 MiB of them. */
  private static final int MAX_LOGITS = 1 << 22;

  private final Model model;

  /** A sampler of a policy; parameters assigned later are those it draws from. */
  public Sampler(Model model) {
    this.model = model;
  }

  /**
   * Completes each prompt {@code groupSize} times.
   *
   * @return one group per prompt, in the prompts' order
   * @throws InputException if a prompt is empty, leaves no room in the context, or has a token
   *     outside the vocabulary
   */
  public List<SampledGroup> sample(List<PromptTokens> prompts, SampleRequest request) {
    if (prompts.isEmpty()) {
      return List.of();
    }
    List<int[]> promptTokens = prompts.stream().map(this::checked).toList();
    Autograd.recordGradients(false);
    return NativeScope.call(() -> new Call(prompts, promptTokens, request).run());
  }

  private int[] checked(PromptTokens prompt) {
    int[] tokens = prompt.tokenIds();
    int context = model.config().contextLength();
    if (tokens.length == 0) {
      throw new InputException("prompt " + prompt.promptId() + " has no tokens");
    }
    if (tokens.length >= context) {
      throw new InputException(
          "prompt "
              + prompt.promptId()
              + " has "
              + tokens.length
              + " tokens, which leaves no room for a completion in the model's context of "
              + context);
    }
    for (int token : tokens) {
      if (token < 0 || token >= model.config().vocabularySize()) {
        throw new InputException(
            "prompt "
                + prompt.promptId()
                + " has token "
                + token
                + ", outside the model's vocabulary of "
                + model.config().vocabularySize());
      }
    }
    return tokens;
  }

  /** One call's state. */
  private final class Call {
    private final List<PromptTokens> prompts;
    private final List<int[]> promptTokens;
    private final SampleRequest request;
    private final int[] stopTokens;
    private final Decoder decoder = model.decoder();
    private final DecoderWeights weights = model.weights();
    private final TokenSampler tokenSampler;
    private final Row[] rows;

    Call(List<PromptTokens> prompts, List<int[]> promptTokens, SampleRequest request) {
      this.prompts = prompts;
      this.promptTokens = promptTokens;
      this.request = request;
      this.stopTokens = request.stopTokenIds();
      this.tokenSampler = new TokenSampler(request.sampling());
      this.rows = new Row[prompts.size() * request.groupSize()];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = row(i / request.groupSize(), i % request.groupSize());
      }
    }

    private Row row(int prompt, int sample) {
      long promptKey = SamplingKey.promptKey(prompts.get(prompt).promptId());
      long key = SamplingKey.completionKey(request.seed(), request.iteration(), promptKey, sample);
      int room = model.config().contextLength() - promptTokens.get(prompt).length;
      return new Row(sample, key, Math.min(request.maxNewTokens(), room));
    }

    List<SampledGroup> run() {
      int[] lengths = promptTokens.stream().mapToInt(tokens -> tokens.length).toArray();
      int longest = Arrays.stream(lengths).max().orElseThrow();
      try (KeyValueCache cache =
          decoder.cache(lengths, request.groupSize(), request.maxNewTokens())) {
        NativeScope.run(() -> draw(readPrompts(cache, lengths, longest), rows));
        Arrangement arrangement = new Arrangement(model.config(), cache, longest, rows.clone());
        while (arrangement.active() > 0) {
          arrangement.compact();
          NativeScope.run(() -> draw(advance(cache, arrangement.places()), arrangement.places()));
        }
      }
      return groups();
    }

    /** Fills the cache with the prompts; hidden states of their last tokens, [prompts, hidden]. */
    private NDArray readPrompts(KeyValueCache cache, int[] lengths, int longest) {
      long[] tokens = new long[lengths.length * longest];
      long[] last = new long[lengths.length];
      for (int prompt = 0; prompt < lengths.length; prompt++) {
        int[] ids = promptTokens.get(prompt);
        for (int i = 0; i < ids.length; i++) {
          tokens[prompt * longest + i] = ids[i];
        }
        last[prompt] = (long) prompt * longest + ids.length - 1;
      }
      NDArray hidden =
          decoder.hidden(
              weights, NativeArrays.of(model.manager(), tokens), decoder.prompts(cache, longest));
      return Autograd.takeRows(hidden, NativeArrays.of(model.manager(), last));
    }

    /** Feeds every place its row's last token; hidden states of the places, [places, hidden]. */
    private NDArray advance(KeyValueCache cache, Row[] places) {
      long[] tokens = new long[places.length];
      for (int place = 0; place < places.length; place++) {
        tokens[place] = places[place] == null ? 0 : places[place].lastToken();
      }
      NDArray hidden =
          decoder.hidden(weights, NativeArrays.of(model.manager(), tokens), decoder.cached(cache));
      cache.advance();
      return hidden;
    }

    /**
     * Draws the next token of every active row.
     *
     * @param hidden [S, hidden], a state for every rows.length / S neighbouring rows
     */
    private void draw(NDArray hidden, Row[] rows) {
      int vocabularySize = model.config().vocabularySize();
      int states = (int) hidden.getShape().get(0);
      int rowsPerState = rows.length / states;
      int chunk = Math.max(1, MAX_LOGITS / vocabularySize);
      for (int first = 0; first < states; first += chunk) {
        int from = first;
        int to = Math.min(states, first + chunk);
        float[] logits =
            NativeScope.call(
                () ->
                    decoder.logits(weights, Autograd.slice(hidden, 0, from, to), 1).toFloatArray());
        for (int i = from * rowsPerState; i < to * rowsPerState; i++) {
          if (rows[i] != null && rows[i].active()) {
            draw(rows[i], logits, (i / rowsPerState - from) * vocabularySize, vocabularySize);
          }
        }
      }
    }

    private void draw(Row row, float[] logits, int offset, int vocabularySize) {
      double uniform = SamplingKey.uniform(row.key(), row.length());
      int token = tokenSampler.draw(logits, offset, vocabularySize, uniform);
      row.add(token, tokenSampler.lastLogprob(), isStop(token));
      row.stopAt(request.stopStrings());
    }

    private boolean isStop(int token) {
      for (int stop : stopTokens) {
        if (stop == token) {
          return true;
        }
      }
      return false;
    }

    private List<SampledGroup> groups() {
      List<SampledGroup> groups = new ArrayList<>();
      for (int prompt = 0; prompt < prompts.size(); prompt++) {
        List<SampledCompletion> completions = new ArrayList<>();
        for (int sample = 0; sample < request.groupSize(); sample++) {
          completions.add(rows[prompt * request.groupSize() + sample].completion());
        }
        groups.add(new SampledGroup(prompts.get(prompt).promptId(), completions));
      }
      return groups;
    }
  }
}
