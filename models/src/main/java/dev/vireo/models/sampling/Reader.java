package dev.vireo.models.sampling;

import ai.djl.ndarray.NDArray;
import dev.vireo.models.decoder.DecoderWeights;
import dev.vireo.models.decoder.KeyValueCache;
import dev.vireo.models.engine.Model;
import dev.vireo.models.torch.Autograd;
import dev.vireo.models.torch.NativeArrays;
import java.util.List;

/** A model that reads prompts and what was drawn so far, over a cache of its own. */
final class Reader implements AutoCloseable {
  private final Model model;
  private final KeyValueCache cache;

  /** Prepared once for all tokens: the parameters do not change in between. */
  private final DecoderWeights weights;

  /**
   * @param cache empty, made by the model's decoder for the prompts
   */
  Reader(Model model, KeyValueCache cache) {
    this.model = model;
    this.cache = cache;
    this.weights = model.samplingWeights();
  }

  KeyValueCache cache() {
    return cache;
  }

  /** Fills the cache with the prompts; hidden states of their last tokens, [prompts, hidden]. */
  NDArray prompts(List<int[]> prompts, int longest) {
    long[] tokens = new long[prompts.size() * longest];
    long[] last = new long[prompts.size()];
    for (int prompt = 0; prompt < last.length; prompt++) {
      int[] ids = prompts.get(prompt);
      for (int i = 0; i < ids.length; i++) {
        tokens[prompt * longest + i] = ids[i];
      }
      last[prompt] = (long) prompt * longest + ids.length - 1;
    }
    NDArray hidden =
        model
            .decoder()
            .hidden(
                weights,
                NativeArrays.of(model.manager(), tokens),
                model.decoder().prompts(cache, longest));
    return Autograd.takeRows(hidden, NativeArrays.of(model.manager(), last));
  }

  /** Feeds every place its row's last token; hidden states of the places, [places, hidden]. */
  NDArray advance(Row[] places) {
    long[] tokens = new long[places.length];
    for (int place = 0; place < places.length; place++) {
      tokens[place] = places[place] == null ? 0 : places[place].lastToken();
    }
    NDArray hidden =
        model
            .decoder()
            .hidden(
                weights, NativeArrays.of(model.manager(), tokens), model.decoder().cached(cache));
    cache.advance();
    return hidden;
  }

  /** Logits of some states, [to - from, vocabulary]. */
  NDArray logits(NDArray hidden, int from, int to) {
    return model.decoder().logits(weights, Autograd.slice(hidden, 0, from, to), 1);
  }

  @Override
  public void close() {
    cache.close();
  }
}
