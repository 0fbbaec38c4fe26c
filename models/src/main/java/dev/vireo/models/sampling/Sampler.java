package dev.vireo.models.sampling;

import ai.djl.ndarray.NDArray;
import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.sampling.SamplingKey;
import dev.vireo.algorithms.sampling.TokenSampler;
import dev.vireo.models.decoder.Decoder;
import dev.vireo.models.decoder.DecoderWeights;
import dev.vireo.models.decoder.KeyValueCache;
import dev.vireo.models.policy.Policy;
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
 * <p>For one thread at a time, like its policy.
 */
public final class Sampler {
  private final Policy policy;

  /** A sampler of a policy; parameters assigned later are those it draws from. */
  public Sampler(Policy policy) {
    this.policy = policy;
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
    int context = policy.config().contextLength();
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
      if (token < 0 || token >= policy.config().vocabularySize()) {
        throw new InputException(
            "prompt "
                + prompt.promptId()
                + " has token "
                + token
                + ", outside the model's vocabulary of "
                + policy.config().vocabularySize());
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
    private final int vocabularySize = policy.config().vocabularySize();
    private final Decoder decoder = policy.decoder();
    private final DecoderWeights weights = DecoderWeights.of(policy.parameters(), policy.config());
    private final TokenSampler tokenSampler;
    private final long[] promptKeys;
    private final Row[] rows;

    Call(List<PromptTokens> prompts, List<int[]> promptTokens, SampleRequest request) {
      this.prompts = prompts;
      this.promptTokens = promptTokens;
      this.request = request;
      this.stopTokens = request.stopTokenIds();
      this.tokenSampler = new TokenSampler(request.sampling());
      this.promptKeys =
          prompts.stream().mapToLong(prompt -> SamplingKey.promptKey(prompt.promptId())).toArray();
      this.rows = new Row[prompts.size() * request.groupSize()];
      for (int i = 0; i < rows.length; i++) {
        int prompt = i / request.groupSize();
        int room = policy.config().contextLength() - promptTokens.get(prompt).length;
        rows[i] = new Row(prompt, i % request.groupSize(), Math.min(request.maxNewTokens(), room));
      }
    }

    List<SampledGroup> run() {
      int[] lengths = promptTokens.stream().mapToInt(tokens -> tokens.length).toArray();
      int longest = Arrays.stream(lengths).max().orElseThrow();
      try (KeyValueCache cache =
          decoder.cache(lengths, request.groupSize(), request.maxNewTokens())) {
        float[] first = NativeScope.call(() -> readPrompts(cache, lengths, longest));
        for (Row row : rows) {
          draw(row, first, row.prompt());
        }
        Arrangement arrangement = new Arrangement(policy.config(), cache, longest, rows.clone());
        while (arrangement.active() > 0) {
          arrangement.compact();
          Row[] places = arrangement.places();
          float[] logits = NativeScope.call(() -> advance(cache, places));
          for (int place = 0; place < places.length; place++) {
            if (places[place] != null && places[place].active()) {
              draw(places[place], logits, place);
            }
          }
        }
      }
      return groups();
    }

    /** Fills the cache with the prompts; logits after each prompt, [prompts, vocabulary]. */
    private float[] readPrompts(KeyValueCache cache, int[] lengths, int longest) {
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
              weights, NativeArrays.of(policy.manager(), tokens), decoder.prompts(cache, longest));
      NDArray ends = Autograd.takeRows(hidden, NativeArrays.of(policy.manager(), last));
      return decoder.logits(weights, ends, 1).toFloatArray();
    }

    /** Feeds every place its row's last token; logits of the next, [places, vocabulary]. */
    private float[] advance(KeyValueCache cache, Row[] places) {
      long[] tokens = new long[places.length];
      for (int place = 0; place < places.length; place++) {
        tokens[place] = places[place] == null ? 0 : places[place].lastToken();
      }
      NDArray hidden =
          decoder.hidden(weights, NativeArrays.of(policy.manager(), tokens), decoder.cached(cache));
      cache.advance();
      return decoder.logits(weights, hidden, 1).toFloatArray();
    }

    private void draw(Row row, float[] logits, int place) {
      double uniform =
          SamplingKey.uniform(
              request.seed(),
              request.iteration(),
              promptKeys[row.prompt()],
              row.sampleIndex(),
              row.length());
      int token = tokenSampler.draw(logits, place * vocabularySize, vocabularySize, uniform);
      row.add(token, tokenSampler.lastLogprob(), isStop(token));
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
