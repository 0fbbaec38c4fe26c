package dev.vireo.reports.browse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.reports.completions.CompletionIndex;
import dev.vireo.reports.completions.Filter;
import dev.vireo.reports.completions.Group;
import dev.vireo.reports.completions.IterationBrowser;
import dev.vireo.reports.completions.Measure;
import dev.vireo.reports.completions.PromptHistory;
import dev.vireo.reports.completions.Query;
import dev.vireo.reports.completions.RunBrowser;
import dev.vireo.reports.completions.Sample;
import dev.vireo.reports.tokens.TokenTexts;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunRecord;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The questions that the page asks, each answered in a fraction of a second: what takes longer goes
 * on beside, and the page asks again.
 */
final class Api implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMillis(150);
  private static final int READERS = 2;
  private static final int MOST_HITS = 200;
  private static final int MOST_TOKENS = 4000;

  /** What the list has of every completion. */
  private static final List<Measure> SHOWN =
      List.of(Measure.REWARD, Measure.ADJUSTED_REWARD, Measure.ADVANTAGE);

  private final List<RunBrowser> runs;
  private final Map<Integer, TokenTexts> texts = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<?>> passes = new ConcurrentHashMap<>();
  private final ExecutorService reader =
      Executors.newFixedThreadPool(
          READERS,
          task -> {
            Thread thread = new Thread(task, "vireo-browse-reader");
            thread.setDaemon(true);
            return thread;
          });

  Api(List<RunDirectory> runs) {
    this.runs = runs.stream().map(RunBrowser::new).toList();
  }

  /** The answer to a question; empty if there is no such question. */
  Optional<JsonNode> answer(String name, Parameters parameters) {
    return Optional.ofNullable(
        switch (name) {
          case "api/runs" -> runs();
          case "api/completions" -> completions(parameters);
          case "api/group" -> group(parameters);
          case "api/tokens" -> tokens(parameters);
          case "api/history" -> history(parameters);
          default -> null;
        });
  }

  private JsonNode runs() {
    ArrayNode all = Json.array();
    for (RunBrowser each : runs) {
      JsonNode settings =
          RunRecord.find(each.run()).map(RunRecord::settings).orElseGet(Json::object);
      String uri = each.run().uri();
      ArrayNode iterations = Json.array();
      each.iterations().forEach(iterations::add);
      all.add(
          Json.object()
              .put("name", uri.substring(uri.lastIndexOf('/') + 1))
              .put("place", uri)
              .put("pipeline", settings.path("pipeline").asText(""))
              .put("algorithm", settings.path("algorithm").asText(""))
              .set("iterations", iterations));
    }
    return Json.object().set("runs", all);
  }

  private RunBrowser run(Parameters parameters) {
    return runs.get(Objects.checkIndex(parameters.number("run", 0), runs.size()));
  }

  private JsonNode completions(Parameters parameters) {
    RunBrowser run = run(parameters);
    int iteration = parameters.number("iteration", 1);
    Query query = query(parameters);
    int from = parameters.number("from", 0);
    int count = Math.min(MOST_HITS, parameters.number("count", 50));
    Optional<IterationBrowser> opened =
        run.opened(iteration)
            .filter(known -> isReady(known.index(), query))
            .or(
                () ->
                    beside(
                        run.run() + "#" + iteration + "?" + query.sort() + query.filters(),
                        () -> prepared(run.iteration(iteration), query)));
    if (opened.isEmpty()) {
      return Json.object().put("ready", false);
    }
    ObjectNode answer = Json.page(opened.get().page(query, from, count, PATIENCE));
    ArrayNode sorts = Json.array();
    for (Measure measure : Measure.values()) {
      if (opened.get().index().canHave(measure)) {
        sorts.add(measure.name().toLowerCase(Locale.ROOT));
      }
    }
    answer.put("ready", true).put("all", opened.get().index().size());
    return answer.set("sorts", sorts);
  }

  private static boolean isReady(CompletionIndex index, Query query) {
    return index.isReady(query)
        && SHOWN.stream().allMatch(each -> index.has(each) || !index.canHave(each));
  }

  private static IterationBrowser prepared(IterationBrowser browser, Query query) {
    CompletionIndex index = browser.index();
    SHOWN.stream().filter(index::canHave).forEach(index::load);
    index.prepare(query);
    return browser;
  }

  /** Does something in the threads that read much; empty while it is not done. */
  private <T> Optional<T> beside(String name, Supplier<T> work) {
    @SuppressWarnings("unchecked")
    CompletableFuture<T> pass =
        (CompletableFuture<T>)
            passes.computeIfAbsent(name, each -> CompletableFuture.supplyAsync(work, reader));
    try {
      T done = pass.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      passes.remove(name, pass);
      return Optional.of(done);
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException e) {
      passes.remove(name, pass);
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    }
  }

  private static Query query(Parameters parameters) {
    String sort = parameters.text("sort");
    Set<Filter> filters = new TreeSet<>();
    for (String filter : parameters.text("filter").split(",")) {
      if (!filter.isEmpty()) {
        filters.add(named(Filter.class, filter));
      }
    }
    return new Query(
        sort.isEmpty() ? Optional.empty() : Optional.of(named(Measure.class, sort)),
        parameters.text("order").equals("ascending"),
        filters,
        parameters.find("prompt").filter(prompt -> !prompt.isEmpty()),
        parameters.text("search"));
  }

  private static <E extends Enum<E>> E named(Class<E> type, String name) {
    for (E each : type.getEnumConstants()) {
      if (each.name().equalsIgnoreCase(name)) {
        return each;
      }
    }
    throw new InputException(
        "There is no " + type.getSimpleName().toLowerCase(Locale.ROOT) + " '" + name + "'");
  }

  private Group groupOf(Parameters parameters) {
    return run(parameters)
        .iteration(parameters.number("iteration", 1))
        .group(parameters.number("group", 0));
  }

  private JsonNode group(Parameters parameters) {
    return Json.group(groupOf(parameters));
  }

  private JsonNode tokens(Parameters parameters) {
    List<Sample> samples = groupOf(parameters).samples();
    Sample sample = samples.get(Objects.checkIndex(parameters.number("sample", 0), samples.size()));
    int number = parameters.number("run", 0);
    TokenTexts known = texts.computeIfAbsent(number, each -> TokenTexts.of(runs.get(each).run()));
    return Json.tokens(sample, known, parameters.number("from", 0), MOST_TOKENS);
  }

  private JsonNode history(Parameters parameters) {
    RunBrowser run = run(parameters);
    PromptHistory.Part part =
        run.history()
            .find(
                parameters.text("prompt"),
                run.iterations(),
                parameters.number("from", 0),
                PATIENCE);
    return Json.history(part);
  }

  @Override
  public void close() {
    reader.shutdownNow();
  }
}
