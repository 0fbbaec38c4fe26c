package dev.vireo.jobs.rewards.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.Counted;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.RewardGroups;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.runtime.http.Requests;
import dev.vireo.jobs.runtime.http.ServerFailure;
import dev.vireo.models.json.JsonFiles;
import java.net.URI;
import java.util.List;

/**
 * Reads what a server answered.
 *
 * @param address who it was
 * @param requests knows what must not be shown
 * @param inputs what it was asked about
 */
record RewardAnswer(URI address, Requests requests, List<RewardInput> inputs) {

  /**
   * The rewards; NaN for none.
   *
   * @throws InputException if it is not one number, or null, for each completion
   */
  double[] read(byte[] body) {
    JsonNode values;
    try {
      values = JsonFiles.parse("it", body).path("rewards");
    } catch (InputException e) {
      throw fault(
          "with something that is not a JSON object (%s); it must be {\"rewards\": [...]}"
              .formatted(ServerFailure.excerpt(body)));
    }
    if (!values.isArray()) {
      throw fault(
          "without a list of rewards (%s); it must be {\"rewards\": [...]}"
              .formatted(ServerFailure.excerpt(body)));
    }
    if (values.size() != inputs.size()) {
      throw fault(
          "with %s for %s; it must give one for each, null for no reward"
              .formatted(
                  Counted.of(values.size(), "values"), Counted.of(inputs.size(), "completions")));
    }
    double[] rewards = new double[values.size()];
    for (int i = 0; i < rewards.length; i++) {
      rewards[i] = number(values.get(i), i);
    }
    return rewards;
  }

  private double number(JsonNode value, int index) {
    if (value.isNull()) {
      return Double.NaN;
    }
    if (value.isBoolean()) {
      return value.booleanValue() ? 1 : 0;
    }
    double number = value.isNumber() ? value.doubleValue() : Double.NaN;
    if (!Double.isFinite(number)) {
      throw fault(
          "with '%s' for %s; it must be a finite number, or null for no reward"
              .formatted(
                  ServerFailure.line(value.isValueNode() ? value.asText() : value.toString()),
                  RewardGroups.place(inputs, index)));
    }
    return number;
  }

  private InputException fault(String what) {
    return requests.failure("The reward server at %s answered %s".formatted(address, what));
  }
}
