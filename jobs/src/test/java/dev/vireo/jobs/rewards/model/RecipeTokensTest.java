package dev.vireo.jobs.rewards.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.RewardOptions;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.tokenizer.Tokenizer;
import dev.vireo.schemas.PreferencePair;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.parquet.TokenLists;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Pairs that a policy sampled, as a reward model with its own tokenizer and template reads them.
 */
class RecipeTokensTest {
  private static final Path MODEL =
      Path.of("../models/src/test/resources/dev/vireo/models/interop/classifier");

  @Test
  void bothSidesAreRenderedByTheModelsTemplateAndBeginWithWhatTheyShare() {
    PreferencePair pair = read(Map.of("wrap", true), "four", "five");
    assertThat(pair.getPrompt()).isEqualTo("2 + 2 = ");
    assertThat(pair.getChosenTokenIds().get(0)).isNotEqualTo(pair.getRejectedTokenIds().get(0));
    assertThat(whole(pair, pair.getChosenTokenIds())).isEqualTo(encoded("four"));
    assertThat(whole(pair, pair.getRejectedTokenIds())).isEqualTo(encoded("five"));
  }

  @Test
  void aSideThatTheOtherContinuesKeepsATokenOfItsOwn() {
    PreferencePair pair = read(Map.of(), "four", "four and");
    assertThat(pair.getChosenTokenIds()).hasSize(1);
    assertThat(pair.getRejectedTokenIds()).hasSizeGreaterThan(1);
    assertThat(pair.getRejectedTokenIds().get(0)).isEqualTo(pair.getChosenTokenIds().get(0));
  }

  @Test
  void aModelWithSeveralLabelsIsNotTrainedFurther() {
    RewardSettings reward =
        RewardSettings.of("sequence-classifier", Map.of("path", MODEL.toString(), "label", "good"));
    assertThatThrownBy(() -> RetrainedModel.of(reward, FloatFormat.FLOAT32))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("must have one label; this one has [bad, fair, good]");
  }

  private static PreferencePair read(Map<String, Object> chat, String chosen, String rejected) {
    SequenceClassifierOptions options =
        RewardOptions.read(
            SequenceClassifierOptions.defaults(), Map.of("path", MODEL.toString(), "chat", chat));
    ReadModel model = ReadModel.open(options);
    Rollout group = new Rollout();
    group.setPromptId("p");
    group.setPrompt("2 + 2 = ");
    PreferencePair sampled =
        PreferencePair.newBuilder()
            .setPairId("1/p/0-1")
            .setPrompt("2 + 2 = ")
            .setChosen(chosen)
            .setRejected(rejected)
            .setPromptTokenIds(List.of(1))
            .setChosenTokenIds(List.of(2))
            .setRejectedTokenIds(List.of(3))
            .setMargin(1.0)
            .build();
    return new RecipeTokens(model.directory().version(), model.text(), null).of(group, sampled);
  }

  private static List<Integer> whole(PreferencePair pair, List<Integer> side) {
    List<Integer> whole = new ArrayList<>(pair.getPromptTokenIds());
    whole.addAll(side);
    return whole;
  }

  private static List<Integer> encoded(String answer) {
    String text =
        "<|im_start|>system\nAnswer in one line.<|im_end|>\n<|im_start|>user\n2 + 2 = <|im_end|>\n"
            + "<|im_start|>assistant\n%s<|im_end|>\n".formatted(answer);
    try (Tokenizer tokenizer = ModelDirectory.open(MODEL, Head.Kind.SCALAR).tokenizer()) {
      return TokenLists.list(tokenizer.encode(text));
    }
  }
}
