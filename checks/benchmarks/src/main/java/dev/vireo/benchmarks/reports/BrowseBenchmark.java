package dev.vireo.benchmarks.reports;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.reports.browse.BrowseServer;
import dev.vireo.store.manifest.CanonicalJson;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Pages of {@code vireo browse} over one iteration of many completions: time and memory. Arguments:
 * completions (1,000,000), tokens of a completion at most (200), groups in a file (500), a folder
 * to keep the made-up run in (a temporary one, deleted at the end).
 *
 * <p>Groups have 16 completions. Give a small heap, such as {@code -Xmx1g}: that it is enough is
 * what is shown.
 */
public final class BrowseBenchmark {

  private static final int GROUP_SIZE = 16;
  private static final int PAGES = 40;
  private static final int PAGE = 50;

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI address;
  private final String cookie;

  private BrowseBenchmark(String url) {
    this.address = URI.create(url);
    this.cookie = "vireo=" + address.getQuery().substring("token=".length());
  }

  /** Runs it. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int completions = argument(arguments, 0, 1_000_000);
    int tokens = argument(arguments, 1, 200);
    int chunkGroups = argument(arguments, 2, 500);
    boolean kept = arguments.length > 3;
    Path folder =
        kept ? Path.of(arguments[3]) : Files.createTempDirectory("vireo-browse-benchmark-");
    try {
      RunDirectory run = RunDirectory.at(folder);
      if (!run.exists("run.json")) {
        long began = System.nanoTime();
        run =
            MadeUpRun.write(folder, completions / GROUP_SIZE, GROUP_SIZE, chunkGroups, tokens)
                .run();
        System.out.printf(
            Locale.ROOT,
            "%,d completions in %,d MiB written in %.0f s%n",
            completions,
            run.bytes("") >> 20,
            (System.nanoTime() - began) / 1e9);
      }
      try (BrowseServer server = BrowseServer.start(List.of(run), 0)) {
        new BrowseBenchmark(server.url()).measure(completions / GROUP_SIZE);
      }
    } finally {
      if (!kept) {
        delete(folder);
      }
    }
  }

  private static int argument(String[] arguments, int place, int otherwise) {
    return arguments.length > place
        ? Integer.parseInt(arguments[place].replace(",", ""))
        : otherwise;
  }

  private void measure(int groups) throws IOException, InterruptedException {
    open("opening", "");
    for (String query :
        List.of(
            "sort=advantage",
            "sort=length",
            "sort=kl",
            "sort=reward&order=ascending&filter=truncated",
            "sort=advantage&filter=near_ties",
            "sort=advantage&filter=duplicates")) {
      open("first page of " + query, query);
      pages(query);
    }
    pages("");
    open("a search through everything", "search=therefore%20so%20first%20seven&sort=advantage");
    pages("search=therefore%20so%20first%20seven&sort=advantage");
    SplittableRandom random = new SplittableRandom(17);
    times("a group", i -> "api/group?iteration=1&group=" + random.nextInt(groups));
    times(
        "a completion's tokens",
        i -> "api/tokens?iteration=1&sample=3&group=" + random.nextInt(groups));
    times("a prompt's history", i -> "api/history?prompt=question-" + random.nextInt(groups));
    System.gc();
    System.out.printf(
        Locale.ROOT,
        "heap: %,d MiB allowed, %,d MiB in use at the end%n",
        Runtime.getRuntime().maxMemory() >> 20,
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20);
  }

  private JsonNode ask(String question) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve(question)).header("Cookie", cookie).build();
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(question + ": " + response.body());
    }
    return CanonicalJson.parse(response.body());
  }

  private static String page(String query, int from) {
    return "api/completions?iteration=1&count=" + PAGE + "&from=" + from + "&" + query;
  }

  /** Asks until the passes over columns that a query needs are made. */
  private void open(String what, String query) throws IOException, InterruptedException {
    long began = System.nanoTime();
    double cpuBegan = cpuMilliseconds();
    JsonNode answer;
    do {
      answer = ask(page(query, 0));
    } while (!answer.path("ready").asBoolean() || answer.path("searched").asDouble() < 1);
    System.out.printf(
        Locale.ROOT,
        "%-66s %,7.1f s, %.1f s of processor time, %,d found%n",
        what,
        (System.nanoTime() - began) / 1e9,
        (cpuMilliseconds() - cpuBegan) / 1e3,
        answer.path("total").asInt());
  }

  private void pages(String query) throws IOException, InterruptedException {
    int total = ask(page(query, 0)).path("total").asInt();
    SplittableRandom random = new SplittableRandom(17);
    times(
        "  pages of " + (query.isEmpty() ? "the order of the files" : query),
        i -> page(query, random.nextInt(Math.max(1, total - PAGE))));
  }

  /** What is asked the i-th time. */
  private interface Question {
    String at(int i);
  }

  private void times(String what, Question question) throws IOException, InterruptedException {
    double[] milliseconds = new double[PAGES];
    double cpuBegan = cpuMilliseconds();
    for (int i = 0; i < PAGES; i++) {
      long began = System.nanoTime();
      String asked = question.at(i);
      JsonNode answer;
      do {
        answer = ask(asked);
      } while (answer.has("ready") && !answer.path("ready").asBoolean());
      milliseconds[i] = (System.nanoTime() - began) / 1e6;
    }
    double cpu = (cpuMilliseconds() - cpuBegan) / PAGES;
    Arrays.sort(milliseconds);
    System.out.printf(
        Locale.ROOT,
        "%-66s median %4.0f ms, 95%% under %4.0f ms, %4.0f ms of processor time each%n",
        what,
        milliseconds[PAGES / 2],
        milliseconds[PAGES * 95 / 100],
        cpu);
  }

  /** Of this process: valid on a busy machine too. */
  private static double cpuMilliseconds() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime() / 1e6
        : Double.NaN;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
