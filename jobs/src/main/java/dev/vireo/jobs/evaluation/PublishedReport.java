package dev.vireo.jobs.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.manifest.StageChange;
import dev.vireo.store.run.PublishedFolder;
import dev.vireo.store.run.RunDirectory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A report that a stage publishes once, as a file in a folder of the run.
 *
 * @param folder the folder
 * @param type what the file holds
 */
record PublishedReport<R extends Record>(String folder, JavaType type) {
  private static final String FILE = "report.json";

  /**
   * The report in a folder.
   *
   * @param type what the file holds
   * @param parameters the types that it is of
   */
  static <R extends Record> PublishedReport<R> of(
      String folder, Class<?> type, Class<?>... parameters) {
    TypeFactory types = SettingsMapper.mapper().getTypeFactory();
    return new PublishedReport<>(
        folder,
        parameters.length == 0
            ? types.constructType(type)
            : types.constructParametricType(type, parameters));
  }

  /**
   * The report that is there, or else the one that is made now.
   *
   * @throws InputException if the one that is there was made from something else
   */
  R run(StageContext context, Fingerprint fingerprint, Supplier<R> made) {
    Optional<PublishedFolder> there =
        PublishedFolder.findOrTakeOver(context.run(), folder, fingerprint);
    if (there.isPresent()) {
      StageChange.refuse(
          context.run().uri(folder), there.get().manifest().fingerprint(), fingerprint);
      return read(context.run());
    }
    context.run().requireOwnWork(fingerprint.stage());
    R report = made.get();
    PublishedFolder.publish(
        context.run(),
        folder,
        fingerprint,
        target -> Files.write(target.resolve(FILE), json(report)));
    return report;
  }

  private R read(RunDirectory run) {
    String file = folder + "/" + FILE;
    byte[] json =
        run.read(file).orElseThrow(() -> new InputException("There is no " + run.uri(file)));
    try {
      return SettingsMapper.mapper().readValue(new String(json, StandardCharsets.UTF_8), type);
    } catch (JsonProcessingException e) {
      throw new InputException(
          run.uri(file) + " is damaged: delete the folder " + run.uri(folder) + " and run again",
          e);
    }
  }

  /** The file's content. */
  static byte[] json(Record report) {
    try {
      return SettingsMapper.mapper()
          .writerWithDefaultPrettyPrinter()
          .writeValueAsString(report)
          .concat("\n")
          .getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
