package dev.vireo.models.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vireo.models.checkpoint.OptimizerState;
import dev.vireo.models.parameters.ParameterSet;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against a trajectory from {@code adamw_golden.py}, which lies beside the golden file. */
class AdamWGoldenTest {
  private static final double TOLERANCE = 1e-6;

  @Test
  void theTrajectoryIsTorchs() throws IOException {
    List<JsonNode> lines = lines();
    JsonNode settings = lines.get(0).get("settings");
    ParameterSet parameters = floats(lines.get(0).get("parameters"));
    AdamW optimizer =
        new AdamW(
            new AdamWSettings(
                settings.get("lr").asDouble(),
                settings.get("warmup").asInt(),
                settings.get("beta1").asDouble(),
                settings.get("beta2").asDouble(),
                settings.get("eps").asDouble(),
                settings.get("decay").asDouble(),
                settings.get("max_norm").asDouble()),
            OptimizerState.initial(parameters));
    boolean clipped = false;
    boolean whole = false;
    for (JsonNode line : lines.subList(1, lines.size())) {
      double norm = optimizer.step(parameters, floats(line.get("gradient")));
      assertThat(norm).isCloseTo(line.get("norm").asDouble(), within(TOLERANCE));
      clipped |= norm > settings.get("max_norm").asDouble();
      whole |= norm < settings.get("max_norm").asDouble();
      assertClose(parameters, line.get("parameters"));
      OptimizerState state = optimizer.state();
      assertClose(state.firstMoment(), line.get("first"));
      assertClose(state.secondMoment(), line.get("second"));
    }
    assertThat(optimizer.state().step()).isEqualTo(lines.size() - 1);
    assertThat(clipped && whole).as("some gradients are clipped, some not").isTrue();
  }

  private static void assertClose(ParameterSet actual, JsonNode expected) {
    for (int i = 0; i < actual.size(); i++) {
      assertThat((double) actual.at(0)[i]).isCloseTo(expected.get(i).asDouble(), within(TOLERANCE));
    }
  }

  private static ParameterSet floats(JsonNode array) {
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) array.get(i).asDouble();
    }
    return ParameterSet.of(values);
  }

  private static List<JsonNode> lines() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                AdamWGoldenTest.class.getResourceAsStream("adamw-golden-v1.jsonl"),
                StandardCharsets.UTF_8))) {
      List<JsonNode> lines = new ArrayList<>();
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(mapper.readTree(line));
      }
      return lines;
    }
  }
}
