/**
 * Workers of torch: a Python process beside each task of a barrier stage, which holds the model,
 * its gradients and its optimizer, and gives the head's outputs for tokens that it is handed; or
 * one that other tasks borrow to score with all of a model ({@link
 * dev.vireo.jobs.torch.WorkerPool}).
 *
 * <p>In: {@link dev.vireo.jobs.torch.TorchSettings}, the directories of a model, an adapter and an
 * optimizer's state on this machine, token sequences, and d loss / d output. Out: outputs, and at
 * the end files in the layout of {@code models.checkpoint}. Losses, plans and data stay in Java;
 * what the worker needs of Python comes from the environment of the machine, the worker itself from
 * this jar ({@code python/vireo_torch} in the repository).
 *
 * <p>Must not import a stage, or the engine in Java.
 */
package dev.vireo.jobs.torch;
