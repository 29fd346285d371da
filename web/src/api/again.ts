/** Does what failed once more after each of the pauses, in milliseconds. */
export const again = async <Value>(work: () => Promise<Value>, pauses: number[], isInVain = () => false): Promise<Value> => {
  try {
    return await work()
  } catch (error) {
    const [pause, ...later] = pauses
    if (pause === undefined || isInVain()) throw error
    await new Promise((done) => setTimeout(done, pause))
    return again(work, later, isInVain)
  }
}
