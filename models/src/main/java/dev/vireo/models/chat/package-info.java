/**
 * Chat templates: messages to the text a model was trained to go on from.
 *
 * <p>Flows in: the template and the special tokens of a model directory, and messages. Flows out:
 * one text, the same as transformers' {@code apply_chat_template} renders, or an {@link
 * dev.vireo.algorithms.InputException} that names the construct. Where a template does something
 * that is not known to be as in Python, it is refused.
 *
 * <p>How: the parser of Hugging Face's {@code @huggingface/jinja} (MIT, made for chat templates; no
 * webjar has it, so it lies here as {@code jinja.js}, 167 kB, made by {@code
 * checks/interop/make_jinja.sh}) runs in Rhino (one jar of 1.7 MB). What a parsed template means is
 * said by the other scripts: the library's own interpreter drops arguments ({@code rstrip('\n')} of
 * Qwen3's template), prints nothing for None and keeps variables from one turn of a loop to the
 * next. GraalJS would weigh 90 MB and look for its languages through class loaders, which Spark
 * replaces. Jinjava 2.8.4 (9.5 MB with what it needs), set as close to Jinja as it goes, rendered
 * 132 of 352 templates of one construct alike and 138 differently without an error, and none of
 * Qwen's or Llama 3.1's.
 *
 * <p>A template is somebody else's program: it sees JSON values and no Java class, and its steps,
 * texts and lists are bounded by their number, not by a clock.
 *
 * <p>Must not import: tensors of any engine, Spark, packages of this module other than json and
 * tokenizer.
 */
package dev.vireo.models.chat;
