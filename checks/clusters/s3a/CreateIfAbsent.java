import dev.vireo.store.files.Publisher;
import dev.vireo.store.run.RunDirectory;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;

/**
 * Of two writers of one file the first to finish wins, on whatever file system the first argument
 * is a folder of. The second begins before the first and looks whether the name is free; while it
 * makes its content the first writes. So nothing but the store itself can refuse the second.
 */
final class CreateIfAbsent {
  private static final String NAME = "contested.json";

  public static void main(String[] arguments) {
    Configuration configuration = new Configuration();
    RunDirectory first = RunDirectory.at(arguments[0], configuration);
    RunDirectory second = RunDirectory.at(arguments[0], configuration);
    boolean[] won = new boolean[2];
    won[1] =
        second
            .publisher()
            .createIfAbsent(
                NAME,
                out -> {
                  won[0] = first.publisher().createIfAbsent(NAME, text("first"));
                  text("second").writeTo(out);
                });
    String left = new String(first.read(NAME).orElseThrow(), StandardCharsets.UTF_8);
    System.out.printf("first %s, second %s, left by %s%n", won[0], won[1], left);
    System.exit(won[0] && !won[1] && left.equals("first") ? 0 : 1);
  }

  private static Publisher.Content text(String text) {
    return out -> out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
