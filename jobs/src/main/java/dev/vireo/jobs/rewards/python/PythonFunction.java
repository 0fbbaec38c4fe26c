package dev.vireo.jobs.rewards.python;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.Counted;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.BatchRewardFunction;
import dev.vireo.jobs.rewards.CompletionColumns;
import dev.vireo.jobs.rewards.RewardGroups;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.rewards.RewardLog;
import dev.vireo.jobs.runtime.python.PythonProgram;
import dev.vireo.jobs.runtime.python.PythonWorker;
import dev.vireo.jobs.runtime.python.PythonWorkers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A function in Python at work; it travels with tasks, and the files with it.
 *
 * @param program the function and what runs it
 * @param messagesColumn attribute with the messages that completions answer, or null
 * @param needs the arguments that it cannot be called without
 */
record PythonFunction(PythonProgram program, String messagesColumn, List<String> needs)
    implements BatchRewardFunction {

  @Override
  public double[] rewards(List<RewardInput> inputs) {
    return rewards(inputs, RewardLog.NONE);
  }

  @Override
  public double[] rewards(List<RewardInput> inputs, RewardLog log) {
    if (inputs.isEmpty()) {
      return new double[0];
    }
    return PythonWorkers.with(program, worker -> rewards(worker, inputs, log));
  }

  private double[] rewards(PythonWorker worker, List<RewardInput> inputs, RewardLog log) {
    JsonNode reply = ask(worker, inputs);
    if (reply.hasNonNull("error")) {
      throw failure(worker, inputs, reply);
    }
    double[] rewards = new double[inputs.size()];
    for (int i = 0; i < rewards.length; i++) {
      JsonNode value = reply.path("rewards").path(i);
      rewards[i] = value.isNumber() ? value.doubleValue() : Double.NaN;
    }
    reply.path("extra").properties().forEach(each -> log(log, each.getKey(), each.getValue()));
    reply
        .path("metrics")
        .properties()
        .forEach(each -> each.getValue().forEach(one -> log.metric(each.getKey(), one.asDouble())));
    return rewards;
  }

  /** A column of further values; a completion may have none. */
  private static void log(RewardLog log, String name, JsonNode values) {
    for (int i = 0; i < values.size(); i++) {
      JsonNode value = values.get(i);
      if (value.isNumber()) {
        log.number(i, name, value.doubleValue());
      } else if (value.isTextual()) {
        log.text(i, name, value.textValue());
      }
    }
  }

  private JsonNode ask(PythonWorker worker, List<RewardInput> inputs) {
    String about =
        "while it scored %s of %s"
            .formatted(Counted.of(inputs.size(), "completions"), RewardGroups.span(inputs));
    return worker.ask(CompletionColumns.of(inputs, messagesColumn), about);
  }

  private InputException failure(PythonWorker worker, List<RewardInput> inputs, JsonNode reply) {
    String error = reply.path("error").asText();
    if (!reply.path("raised").asBoolean()) {
      return new InputException(
          reply.hasNonNull("index")
              ? "%s: %s %s"
                  .formatted(
                      RewardGroups.place(inputs, reply.path("index").asInt()),
                      program.described(),
                      error)
              : "%s %s".formatted(program.described(), error));
    }
    return raised(place(worker, inputs), error);
  }

  private static InputException raised(String place, String error) {
    return new InputException(
        "%s: %s; fix it, or return None for no reward, and run again".formatted(place, error));
  }

  /** An exception ends a whole call: the groups, and then the completions, are asked for alone. */
  private String place(PythonWorker worker, List<RewardInput> inputs) {
    try {
      return place(worker, RewardGroups.of(inputs), inputs);
    } catch (InputException e) {
      // It ended, or hung: what it raised before says more.
      return RewardGroups.span(inputs);
    }
  }

  private String place(
      PythonWorker worker, List<List<RewardInput>> groups, List<RewardInput> inputs) {
    for (List<RewardInput> group : groups) {
      if (fails(worker, group)) {
        for (int sample = 0; sample < group.size(); sample++) {
          if (fails(worker, group.subList(sample, sample + 1))) {
            return RewardGroups.place(group, sample);
          }
        }
        return RewardGroups.span(group);
      }
    }
    return RewardGroups.span(inputs);
  }

  private boolean fails(PythonWorker worker, List<RewardInput> inputs) {
    return ask(worker, inputs).path("raised").asBoolean();
  }

  /** Files count by their content, wherever they are; who runs them and for how long does not. */
  @Override
  public Map<String, Object> identity(Map<String, Object> options) {
    Map<String, Object> identity = new LinkedHashMap<>();
    identity.put("function", program.function());
    identity.putAll(program.files().identity());
    if (messagesColumn != null) {
      identity.put("messages-column", messagesColumn);
    }
    return identity;
  }

  @Override
  public List<String> neededColumns() {
    return needs.stream()
        .filter(name -> !CompletionColumns.isAlwaysThere(name))
        .filter(name -> !name.equals("log_extra") && !name.equals("log_metric"))
        .toList();
  }

  /** Nobody knows what a function does: it may ask a server, or a clock. */
  @Override
  public boolean isRepeatable() {
    return false;
  }
}
