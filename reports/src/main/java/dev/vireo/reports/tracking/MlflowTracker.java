package dev.vireo.reports.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.store.manifest.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A run on an MLflow server. The server remembers how far it is: metrics go out together with a tag
 * that holds the last step of each series, so nothing is kept here.
 */
final class MlflowTracker implements Tracker {

  /** Of a request: metrics and tags together. */
  static final int ENTITIES = 1000;

  private static final int PARAMETERS = 100;
  private static final int LONGEST_PARAMETER = 500;
  private static final int LONGEST_NAME = 250;

  /** Finds the run again, whatever it is called. */
  static final String ID = "vireo.run-id";

  /** The last step of each series that was sent. */
  static final String LOGGED = "vireo.logged-step";

  private static final String CHANGED = "vireo.changed.";

  private final MlflowApi api;
  private final String experiment;

  MlflowTracker(MlflowApi api, String experiment) {
    this.api = api;
    this.experiment = experiment;
  }

  @Override
  public String place() {
    return api.place();
  }

  @Override
  public void catchUp(TrackedRun run) {
    JsonNode there = findOrCreate(run);
    String id = there.path("info").path("run_id").asText();
    Map<String, String> tags = pairs(there.path("data").path("tags"));
    sendSettings(id, run, pairs(there.path("data").path("params")), tags);
    sendMetrics(id, run, logged(tags));
    run.model().ifPresent(model -> tag(id, "vireo.model", model, tags));
    if (!there.path("info").path("status").asText().equals(run.state().name())) {
      update(id, run);
    }
  }

  private JsonNode findOrCreate(TrackedRun run) {
    String experimentId = experimentId();
    // A run is known by where it is: its name may be that of others.
    String runId = UUID.nameUUIDFromBytes(run.uri().getBytes(StandardCharsets.UTF_8)).toString();
    ObjectNode search = object().put("filter", "tags.`" + ID + "` = '" + runId + "'");
    search.putArray("experiment_ids").add(experimentId);
    search.put("max_results", 1);
    JsonNode found = api.post("runs/search", search).path("runs");
    if (!found.isEmpty()) {
      return found.get(0);
    }
    ObjectNode create = object().put("experiment_id", experimentId).put("run_name", run.name());
    long began =
        run.measurements().stream()
            .mapToLong(Measurement::millis)
            .filter(millis -> millis > 0)
            .min()
            .orElseGet(System::currentTimeMillis);
    create.put("start_time", began);
    ArrayNode tags = create.putArray("tags");
    add(tags, ID, runId);
    add(tags, "vireo.run", run.uri());
    return api.post("runs/create", create).path("run");
  }

  private String experimentId() {
    return api.find("experiments/get-by-name", "experiment_name", experiment)
        .map(found -> found.path("experiment"))
        .map(
            found -> {
              if (found.path("lifecycle_stage").asText().equals("deleted")) {
                throw new TrackingException(
                    "%s: experiment '%s' was deleted there; restore it, or name another"
                        .formatted(place(), experiment));
              }
              return found;
            })
        .orElseGet(() -> api.post("experiments/create", object().put("name", experiment)))
        .path("experiment_id")
        .asText();
  }

  /** Parameters keep the value they were given; one that has changed since is a tag. */
  private void sendSettings(
      String id, TrackedRun run, Map<String, String> known, Map<String, String> tags) {
    List<ObjectNode> missing = new ArrayList<>();
    run.settings()
        .forEach(
            (key, setting) -> {
              String name = name(key);
              String value = cut(setting, LONGEST_PARAMETER);
              if (!known.containsKey(name)) {
                missing.add(object().put("key", name).put("value", value));
              } else if (!known.get(name).equals(value)) {
                tag(id, CHANGED + name, value, tags);
              }
            });
    for (int from = 0; from < missing.size(); from += PARAMETERS) {
      ObjectNode batch = object().put("run_id", id);
      batch
          .putArray("params")
          .addAll(missing.subList(from, Math.min(from + PARAMETERS, missing.size())));
      api.post("runs/log-batch", batch);
    }
  }

  private void sendMetrics(String id, TrackedRun run, Map<String, Long> logged) {
    // In the order of steps, so that what has been sent is all up to a step.
    List<Measurement> missing =
        run.measurements().stream()
            .filter(each -> each.step() > logged.getOrDefault(each.series(), -1L))
            .sorted(Comparator.comparingLong(Measurement::step))
            .toList();
    ArrayNode metrics = JsonNodeFactory.instance.arrayNode();
    for (Measurement measurement : missing) {
      if (metrics.size() + measurement.values().size() >= ENTITIES) {
        send(id, metrics, logged);
        metrics = JsonNodeFactory.instance.arrayNode();
      }
      for (Map.Entry<String, Double> value : measurement.values().entrySet()) {
        ObjectNode metric = metrics.addObject();
        metric.put("key", name(measurement.series() + "/" + value.getKey()));
        metric.put("timestamp", measurement.millis()).put("step", measurement.step());
        metric.set("value", number(value.getValue()));
      }
      logged.put(measurement.series(), measurement.step());
    }
    if (!metrics.isEmpty()) {
      send(id, metrics, logged);
    }
  }

  private void send(String id, ArrayNode metrics, Map<String, Long> logged) {
    ObjectNode batch = object().put("run_id", id);
    batch.set("metrics", metrics);
    ObjectNode steps = object();
    logged.forEach(steps::put);
    add(batch.putArray("tags"), LOGGED, CanonicalJson.write(steps));
    api.post("runs/log-batch", batch);
  }

  private void tag(String id, String key, String value, Map<String, String> known) {
    if (!value.equals(known.get(key))) {
      api.post("runs/set-tag", object().put("run_id", id).put("key", key).put("value", value));
    }
  }

  private void update(String id, TrackedRun run) {
    ObjectNode update = object().put("run_id", id).put("status", run.state().name());
    if (run.state() != RunState.RUNNING) {
      update.put(
          "end_time",
          run.measurements().isEmpty()
              ? System.currentTimeMillis()
              : run.measurements().get(run.measurements().size() - 1).millis());
    }
    api.post("runs/update", update);
  }

  private static Map<String, Long> logged(Map<String, String> tags) {
    Map<String, Long> logged = new TreeMap<>();
    try {
      CanonicalJson.parse(tags.getOrDefault(LOGGED, "{}"))
          .properties()
          .forEach(each -> logged.put(each.getKey(), each.getValue().asLong(-1)));
    } catch (IllegalArgumentException e) {
      // Somebody changed it: sending all again adds nothing new.
      logged.clear();
    }
    return logged;
  }

  /** JSON knows finite numbers only; Protocol Buffers' JSON has the others as texts. */
  private static JsonNode number(double value) {
    return Double.isFinite(value)
        ? JsonNodeFactory.instance.numberNode(value)
        : JsonNodeFactory.instance.textNode(Double.toString(value));
  }

  /** What MLflow allows in names. */
  private static String name(String text) {
    return cut(text.replaceAll("[^A-Za-z0-9_\\-. /]", "_"), LONGEST_NAME);
  }

  private static String cut(String text, int longest) {
    return text.length() > longest ? text.substring(0, longest) : text;
  }

  private static Map<String, String> pairs(JsonNode list) {
    Map<String, String> pairs = new TreeMap<>();
    list.forEach(each -> pairs.put(each.path("key").asText(), each.path("value").asText()));
    return pairs;
  }

  private static void add(ArrayNode tags, String key, String value) {
    tags.addObject().put("key", key).put("value", value);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
