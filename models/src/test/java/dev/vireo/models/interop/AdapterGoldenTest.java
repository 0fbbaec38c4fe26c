package dev.vireo.models.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.models.adapter.AdapterDirectory;
import dev.vireo.models.adapter.LoraAdapter;
import dev.vireo.models.adapter.LoraSettings;
import dev.vireo.models.adapter.PeftAdapter;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.engine.Model;
import dev.vireo.models.json.JsonFiles;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.scoring.LogprobScorer;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.models.testing.Flat;
import dev.vireo.models.testing.Models;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Adapters are PEFT's. The files are made anew by {@code $(checks/interop/environment)/bin/python
 * checks/interop/make_fixtures.py}.
 */
class AdapterGoldenTest {
  private static final Fixture FIXTURE = Fixture.of("qwen2-adapter", "adapter_config.json");
  private static final ModelDirectory MODEL = ModelDirectory.open(Fixture.of("qwen2").directory());

  @TempDir private Path directory;

  private static AdapterDirectory read() {
    return AdapterDirectory.read(FIXTURE.directory(), MODEL.config());
  }

  private static Model policy(LoraAdapter adapter, ParameterSet values) {
    return Model.adapted(
        MODEL.config(), MODEL.head(), MODEL.parameters(), adapter, values, Device.cpu());
  }

  @Test
  void logprobsAndTheAdaptersGradientArePefts() {
    AdapterDirectory read = read();
    assertThat(read.adapter().settings())
        .isEqualTo(new LoraSettings(4, 10, List.of("down_proj", "q_proj", "v_proj")));
    try (Model policy = policy(read.adapter(), read.values())) {
      assertThat(policy.layout()).isEqualTo(read.adapter().layout());
      assertThat(policy.values()).isEqualTo(read.values());
      ExpectedGradient.check(policy, FIXTURE);
    }
  }

  @Test
  void logitsAndMergedMatricesArePefts() {
    AdapterDirectory read = read();
    ParameterSet merged =
        PeftAdapter.read(FIXTURE.directory(), MODEL.config()).merged(MODEL.parameters());
    assertThat(Flat.of(merged))
        .containsExactly(Flat.of(FIXTURE.set("merged", MODEL.layout())), within(1e-6f));
    int[] tokens = Fixture.sequences(FIXTURE.expected().get("sequences")).get(0);
    TokenSequence sequence =
        new TokenSequence(Arrays.copyOf(tokens, 1), Arrays.copyOfRange(tokens, 1, tokens.length));
    double[] expected = new double[tokens.length - 1];
    float[] logits = FIXTURE.numbers("logits.0");
    int width = MODEL.config().vocabularySize();
    for (int t = 0; t < expected.length; t++) {
      double sum = 0;
      for (int v = 0; v < width; v++) {
        sum += Math.exp(logits[t * width + v]);
      }
      expected[t] = logits[t * width + tokens[t + 1]] - Math.log(sum);
    }
    try (Model adapted = policy(read.adapter(), read.values());
        Model whole = Models.policy(MODEL.config(), merged)) {
      for (Model policy : List.of(adapted, whole)) {
        assertThat(new LogprobScorer(policy).score(List.of(sequence), 1)[0])
            .containsExactly(expected, within(1e-4));
      }
    }
  }

  @Test
  void whatIsWrittenIsWhatPeftWrote() throws IOException {
    read().write(directory.resolve("adapter"), null, FloatFormat.FLOAT32);
    assertThat(directory.resolve("adapter/adapter_model.safetensors"))
        .hasSameBinaryContentAs(FIXTURE.directory().resolve("adapter_model.safetensors"));
    JsonNode config = JsonFiles.read(directory.resolve("adapter/adapter_config.json"));
    JsonNode pefts = JsonFiles.read(FIXTURE.directory().resolve("adapter_config.json"));
    for (Map.Entry<String, JsonNode> entry : config.properties()) {
      assertThat(entry.getValue()).as(entry.getKey()).isEqualTo(pefts.get(entry.getKey()));
    }
    assertThat(AdapterDirectory.read(directory.resolve("adapter"), MODEL.config()).values())
        .isEqualTo(read().values());
  }

  @Test
  void aNewAdapterLeavesTheModelAsItWas() {
    LoraAdapter adapter = new LoraAdapter(MODEL.config(), LoraSettings.defaults());
    ParameterSet initial = adapter.initial(3);
    assertThat(adapter.initial(3)).isEqualTo(initial);
    assertThat(adapter.initial(4)).isNotEqualTo(initial);
    new AdapterDirectory(adapter, initial)
        .write(directory.resolve("adapter"), null, FloatFormat.FLOAT32);
    PeftAdapter written = PeftAdapter.read(directory.resolve("adapter"), MODEL.config());
    assertThat(written.merged(MODEL.parameters())).isEqualTo(MODEL.parameters());
    assertThat(LoraSettings.defaults())
        .isEqualTo(new LoraSettings(8, 8, List.of("q_proj", "v_proj")));
  }
}
