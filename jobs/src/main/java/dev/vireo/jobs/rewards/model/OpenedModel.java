package dev.vireo.jobs.rewards.model;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.RewardRecipe;
import dev.vireo.jobs.policy.AdaptedModel;
import dev.vireo.models.adapter.AdapterDirectory;
import dev.vireo.models.adapter.LoraSettings;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.tokenizer.Tokenizer;
import dev.vireo.models.tokenizer.TokenizerFiles;
import dev.vireo.store.run.PublishedFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A reward model's directory, opened on the driver before anything is sampled: a whole model, or an
 * adapter with its head, which names the model beside which it lies.
 */
final class OpenedModel {

  /** The scores of a head that has no names for them, as transformers calls them. */
  private static final String LABEL = "LABEL_";

  private final RewardModelDirectory place;

  /** The whole model, or the one under the adapter. */
  private final ModelDirectory model;

  /** Null of a whole model. */
  private final AdapterDirectory adapter;

  private final ModelConfig config;

  private OpenedModel(RewardModelDirectory place, ModelDirectory model, AdapterDirectory adapter) {
    this.place = place;
    this.model = model;
    this.adapter = adapter;
    this.config = adapter == null ? model.config() : padded(place, model.config());
  }

  /**
   * Opens a reward model.
   *
   * @param kind what its head has to be
   * @throws InputException if there is none, it has another head, or the model under an adapter is
   *     missing or not the one that the adapter was trained on
   */
  static OpenedModel open(RewardModelDirectory place, Head.Kind kind) {
    Path path = place.path();
    if (!place.isAdapter()) {
      return new OpenedModel(place, ModelDirectory.open(path, kind), null);
    }
    Head head = AdapterDirectory.headOf(path);
    if (head.kind() != kind) {
      throw new InputException(
          "%s is an adapter %s, not %s (task_type of its %s): name another one"
              .formatted(path, called(head.kind()), called(kind), AdapterDirectory.CONFIG));
    }
    ModelDirectory base = AdaptedModel.model(path);
    return new OpenedModel(place, base, AdapterDirectory.read(path, base.config()));
  }

  private static String called(Head.Kind kind) {
    return switch (kind) {
      case LANGUAGE_MODEL -> "of a language model";
      case SCALAR -> "of a reward model";
      case TOKEN -> "of a process reward model";
    };
  }

  /**
   * The head that a directory names.
   *
   * @throws InputException if there is no model
   */
  static Head.Kind kindOf(RewardModelDirectory place) {
    return place.isAdapter()
        ? AdapterDirectory.headOf(place.path()).kind()
        : ModelDirectory.kindOf(place.path());
  }

  /** The model under an adapter was not made for rewards: the recipe says what padding is. */
  private static ModelConfig padded(RewardModelDirectory place, ModelConfig config) {
    Path path = place.path();
    return AdapterDirectory.headOf(path).kind() == Head.Kind.SCALAR
        ? RewardRecipe.find(path)
            .map(recipe -> config.toBuilder().padTokenId(recipe.padTokenId()).build())
            .orElse(config)
        : config;
  }

  /** The directory's own path. */
  Path path() {
    return place.path();
  }

  /** The decoder's shape, with the reward model's padding token. */
  ModelConfig config() {
    return config;
  }

  /** One score for each label. */
  Head head() {
    return adapter == null ? model.head() : adapter.adapter().head();
  }

  /** Names of the scores, in order. */
  List<String> labels() {
    if (adapter == null || model.head().equals(head())) {
      return model.labels();
    }
    return IntStream.range(0, head().outputs(config)).mapToObj(label -> LABEL + label).toList();
  }

  /** The shape of the adapter; empty of a whole model. */
  Optional<LoraSettings> adapter() {
    return Optional.ofNullable(adapter).map(each -> each.adapter().settings());
  }

  /** The directory of the model under an adapter; empty of a whole model. */
  Optional<Path> base() {
    return adapter == null ? Optional.empty() : Optional.of(model.path());
  }

  /** Parameters of the whole model, or of the one under an adapter. */
  long frozen() {
    return model.layout().size();
  }

  /** Where its tokenizer and chat template are. */
  Path texts() {
    return texts(path(), model.path());
  }

  /** An adapter may bring a tokenizer of its own; else it reads as the model under it. */
  static Path texts(Path files, Path base) {
    return Files.isRegularFile(files.resolve(TokenizerFiles.TOKENIZER)) ? files : base;
  }

  /**
   * Opens the tokenizer, which the caller closes.
   *
   * @throws InputException if there is none, or it does not fit the model
   */
  Tokenizer tokenizer() {
    return model.tokenizer(texts());
  }

  /** The model as tasks use it: all files are read to know it. */
  ClassifierVersion version() {
    return version(ScoringCompute.F32);
  }

  /**
   * The same in a format of its products.
   *
   * @throws InputException if the run's format is asked for, of a model that is not an adapter
   */
  ClassifierVersion version(ScoringCompute compute) {
    PublishedFolder folder = place.folder();
    if (adapter == null) {
      if (compute == ScoringCompute.RUN) {
        throw new InputException(
            "option 'compute' is run, but %s is a whole model, which shares nothing with the policy: leave it out"
                .formatted(path()));
      }
      return ClassifierVersion.of(folder, model);
    }
    FloatFormat products = compute.products();
    AdaptedModel adapted = AdaptedModel.of(folder, path()).multipliedIn(products);
    return new ClassifierVersion(
        folder,
        config,
        head(),
        new ClassifierVersion.Under(
            adapted.base(),
            adapted.form(adapter).adaptation().orElseThrow(),
            adapted.key(path()),
            products));
  }
}
