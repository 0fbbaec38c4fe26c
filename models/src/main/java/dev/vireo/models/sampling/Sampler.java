package dev.vireo.models.sampling;

import ai.djl.ndarray.NDArray;
import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.sampling.GeometricMixture;
import dev.vireo.algorithms.sampling.SamplingKey;
import dev.vireo.algorithms.sampling.TokenSampler;
import dev.vireo.models.decoder.KeyValueCache;
import dev.vireo.models.engine.Model;
import dev.vireo.models.torch.Autograd;
import dev.vireo.models.torch.NativeScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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
  private final Optional<Model> reference;
  private final GeometricMixture mixture;

  /** A sampler of a policy; parameters assigned later are those it draws from. */
  public Sampler(Model model) {
    this(model, Optional.empty(), new GeometricMixture(0));
  }

  private Sampler(Model model, Optional<Model> reference, GeometricMixture mixture) {
    this.model = model;
    this.reference = reference;
    this.mixture = mixture;
  }

  /**
   * A sampler of the mixture of a policy and a reference policy of the same vocabulary: both read
   * all tokens, and log-probabilities are the mixture's.
   */
  public static Sampler ofMixture(Model policy, Model reference, GeometricMixture mixture) {
    return new Sampler(policy, Optional.of(reference), mixture);
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
    private final TokenSampler tokenSampler;
    private final Optional<VocabularyDraws> vocabularyDraws;
    private final Row[] rows;

    Call(List<PromptTokens> prompts, List<int[]> promptTokens, SampleRequest request) {
      this.prompts = prompts;
      this.promptTokens = promptTokens;
      this.request = request;
      this.tokenSampler = new TokenSampler(request.sampling());
      boolean large =
          reference.isEmpty()
              && VocabularyDraws.serve(model.config().vocabularySize(), request.sampling());
      this.vocabularyDraws =
          large ? Optional.of(new VocabularyDraws(model.manager(), request)) : Optional.empty();
      this.rows = new Row[prompts.size() * request.groupSize()];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = row(i / request.groupSize(), i % request.groupSize());
      }
    }

    private Row row(int prompt, int sample) {
      long promptKey = SamplingKey.promptKey(prompts.get(prompt).promptId());
      long key =
          SamplingKey.completionKey(
              request.seed(), request.iteration(), promptKey, request.firstSample() + sample);
      int room = model.config().contextLength() - promptTokens.get(prompt).length;
      return new Row(request.firstSample() + sample, key, Math.min(request.maxNewTokens(), room));
    }

    List<SampledGroup> run() {
      int[] lengths = promptTokens.stream().mapToInt(tokens -> tokens.length).toArray();
      int longest = Arrays.stream(lengths).max().orElseThrow();
      List<Reader> readers = new ArrayList<>();
      try {
        readers.add(reader(model, lengths));
        reference.ifPresent(other -> readers.add(reader(other, lengths)));
        List<KeyValueCache> caches = readers.stream().map(Reader::cache).toList();
        NativeScope.run(() -> draw(readers, reader -> reader.prompts(promptTokens, longest), rows));
        Arrangement arrangement = new Arrangement(model.config(), caches, longest, rows.clone());
        while (arrangement.active() > 0) {
          arrangement.compact();
          Row[] places = arrangement.places();
          NativeScope.run(() -> draw(readers, reader -> reader.advance(places), places));
        }
      } finally {
        readers.forEach(Reader::close);
        vocabularyDraws.ifPresent(VocabularyDraws::close);
      }
      return groups();
    }

    private Reader reader(Model model, int[] lengths) {
      return new Reader(
          model, model.decoder().cache(lengths, request.groupSize(), request.maxNewTokens()));
    }

    /**
     * Draws the next token of every active row.
     *
     * @param read makes the hidden states of a model, [S, hidden], one for every rows.length / S
     *     neighbouring rows
     */
    private void draw(List<Reader> readers, Function<Reader, NDArray> read, Row[] rows) {
      List<NDArray> hidden = readers.stream().map(read).toList();
      int vocabularySize = model.config().vocabularySize();
      int states = (int) hidden.get(0).getShape().get(0);
      int rowsPerState = rows.length / states;
      int chunk = Math.max(1, MAX_LOGITS / vocabularySize);
      for (int first = 0; first < states; first += chunk) {
        int from = first;
        int to = Math.min(states, first + chunk);
        Row[] some = Arrays.copyOfRange(rows, from * rowsPerState, to * rowsPerState);
        NativeScope.run(() -> draw(readers, hidden, from, to, some));
      }
    }

    private void draw(List<Reader> readers, List<NDArray> hidden, int from, int to, Row[] rows) {
      NDArray states = readers.get(0).logits(hidden.get(0), from, to);
      if (vocabularyDraws.isPresent()) {
        vocabularyDraws.get().draw(states, rows);
        return;
      }
      float[] logits = states.toFloatArray();
      if (readers.size() > 1) {
        mixture.mix(logits, readers.get(1).logits(hidden.get(1), from, to).toFloatArray());
      }
      int rowsPerState = rows.length / (to - from);
      for (int i = 0; i < rows.length; i++) {
        if (rows[i] != null && rows[i].active()) {
          draw(rows[i], logits, i / rowsPerState * model.config().vocabularySize());
        }
      }
    }

    private void draw(Row row, float[] logits, int offset) {
      double uniform = SamplingKey.uniform(row.key(), row.length());
      int token = tokenSampler.draw(logits, offset, model.config().vocabularySize(), uniform);
      row.add(token, tokenSampler.lastLogprob(), request);
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
