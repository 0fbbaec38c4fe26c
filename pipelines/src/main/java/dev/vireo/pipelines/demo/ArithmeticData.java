package dev.vireo.pipelines.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Writes the arithmetic tasks as JSON lines, as a user's own data would come. */
public final class ArithmeticData {

  private static final long CARELESSNESS = 4;
  private static final long RECKLESSNESS = 5;
  private static final long GUESSES = 6;

  private ArithmeticData() {}

  /**
   * Writes {@code prompts.jsonl}, {@code clean.jsonl} and {@code careless.jsonl}; for {@link
   * RunningSums} the same with {@code sums-} before the name, and {@code sums-reckless.jsonl}; for
   * {@link Products} {@code products-prompts.jsonl}, {@code products-calculated.jsonl} and {@code
   * products-guessed.jsonl}.
   */
  public static void write(Path folder) {
    try {
      Files.createDirectories(folder);
      writeAdditions(folder);
      writeSums(folder);
      writeProducts(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the demo's data to " + folder, e);
    }
  }

  private static void writeAdditions(Path folder) throws IOException {
    List<Map<String, String>> prompts = new ArrayList<>();
    List<Map<String, String>> clean = new ArrayList<>();
    List<Map<String, String>> careless = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(CARELESSNESS);
    for (Arithmetic pair : Arithmetic.all()) {
      prompts.add(
          row(
              "id", pair.id(),
              "prompt", pair.prompt(),
              "answer", pair.answer(),
              "split", pair.heldOut() ? "eval" : "train"));
      if (!pair.heldOut()) {
        clean.add(row("prompt", pair.prompt(), "completion", pair.answer()));
        careless.add(row("prompt", pair.prompt(), "completion", pair.carelessAnswer(random)));
      }
    }
    write(folder.resolve("prompts.jsonl"), prompts);
    write(folder.resolve("clean.jsonl"), clean);
    write(folder.resolve("careless.jsonl"), careless);
  }

  private static void writeSums(Path folder) throws IOException {
    List<Map<String, String>> prompts = new ArrayList<>();
    List<Map<String, String>> clean = new ArrayList<>();
    List<Map<String, String>> careless = new ArrayList<>();
    List<Map<String, String>> reckless = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(CARELESSNESS);
    SplittableRandom worse = new SplittableRandom(RECKLESSNESS);
    for (RunningSums sums : RunningSums.all()) {
      String prompt = sums.prompt();
      String split = sums.heldOut() ? "eval" : "train";
      prompts.add(row("id", prompt, "prompt", prompt, "answer", sums.answer(), "split", split));
      if (!sums.heldOut()) {
        clean.add(row("prompt", prompt, "completion", sums.answer()));
        careless.add(row("prompt", prompt, "completion", sums.carelessAnswer(random)));
        reckless.add(row("prompt", prompt, "completion", sums.recklessAnswer(worse)));
      }
    }
    write(folder.resolve("sums-reckless.jsonl"), reckless);
    write(folder.resolve("sums-prompts.jsonl"), prompts);
    write(folder.resolve("sums-clean.jsonl"), clean);
    write(folder.resolve("sums-careless.jsonl"), careless);
  }

  private static void writeProducts(Path folder) throws IOException {
    List<Map<String, String>> prompts = new ArrayList<>();
    List<Map<String, String>> calculated = new ArrayList<>();
    List<Map<String, String>> guessed = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(GUESSES);
    for (Products product : Products.all()) {
      String prompt = product.prompt();
      String split = product.heldOut() ? "eval" : "train";
      prompts.add(row("id", prompt, "prompt", prompt, "answer", product.answer(), "split", split));
      if (!product.heldOut()) {
        calculated.add(row("prompt", prompt, "completion", product.calculated()));
        guessed.add(row("prompt", prompt, "completion", product.guessed(random)));
      }
    }
    write(folder.resolve("products-prompts.jsonl"), prompts);
    write(folder.resolve("products-calculated.jsonl"), calculated);
    write(folder.resolve("products-guessed.jsonl"), guessed);
  }

  private static Map<String, String> row(String... fields) {
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < fields.length; i += 2) {
      row.put(fields[i], fields[i + 1]);
    }
    return row;
  }

  private static void write(Path file, List<Map<String, String>> rows) throws IOException {
    Path part = file.resolveSibling("." + file.getFileName() + ".part");
    ObjectMapper mapper = SettingsMapper.mapper();
    try (Writer out = Files.newBufferedWriter(part)) {
      for (Map<String, String> row : rows) {
        out.write(mapper.writeValueAsString(row));
        out.write('\n');
      }
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
